%% The scenarios with gen_server: cast to send, call to ask, start to spawn.
-module(bench_otp).
-export([pingpong/1, ring/1, 'counting-burst'/1, 'counting-credit'/1, fanin/1, 'ask-sequential'/1, 'ask-pipelined'/1,
         'swap-function'/1, 'swap-class'/1, 'swap-asked'/1, collector/1, idle/0, hello/2, sample/1]).

start(Module, Arguments) ->
    {ok, Pid} = gen_server:start(Module, Arguments, []),
    Pid.

finished() -> receive {finished, Value} -> Value end.

end_all(Pids) -> [exit(Pid, kill) || Pid <- Pids], ok.

rally(Nodes, N) ->
    Players = [start(otp_player, {Index, self()}) || Index <- lists:seq(0, Nodes - 1)],
    [First | Rest] = Players,
    lists:zipwith(fun(Player, Next) -> ok = gen_server:call(Player, {next, Next}) end, Players, Rest ++ [First]),
    Start = bench:nanoseconds(),
    gen_server:cast(First, {ball, N - 1}),
    Last = finished(),
    Elapsed = bench:nanoseconds() - Start,
    Handled = lists:sum([gen_server:call(Player, handled) || Player <- Players]),
    end_all(Players),
    {Elapsed, Handled, Last}.

pingpong(#{n := N}) ->
    {Elapsed, Handled, _} = rally(2, N),
    #{elapsed => Elapsed, checksum => Handled}.

ring(#{n := N, nodes := Nodes}) ->
    {Elapsed, Handled, Last} = rally(Nodes, N),
    #{elapsed => Elapsed, checksum => Handled * 1000 + Last}.

'counting-burst'(#{burst := Burst, rounds := Rounds}) ->
    bench:rounds(Rounds, fun() ->
        Counter = start(otp_counter, []),
        Start = bench:nanoseconds(),
        add(Counter, 0, Burst),
        Total = gen_server:call(Counter, total, infinity),
        Elapsed = bench:nanoseconds() - Start,
        end_all([Counter]),
        {Elapsed, Total}
    end).

add(_Counter, Until, Until) -> ok;
add(Counter, I, Until) ->
    gen_server:cast(Counter, {add, I band 7}),
    add(Counter, I + 1, Until).

'counting-credit'(#{n := N, window := Window, batch := Batch}) ->
    Counter = start(otp_counter, {credit, Batch}),
    Producer = start(otp_producer, {Counter, N, self()}),
    ok = gen_server:call(Counter, {producer, Producer}),
    Start = bench:nanoseconds(),
    gen_server:cast(Producer, {credit, Window}),
    N = finished(),
    Total = gen_server:call(Counter, total, infinity),
    Elapsed = bench:nanoseconds() - Start,
    end_all([Counter, Producer]),
    #{elapsed => Elapsed, checksum => Total}.

fanin(#{producers := Producers, each := Each, rounds := Rounds}) ->
    bench:rounds(Rounds, fun() ->
        Counter = start(otp_counter, {until, Producers * Each, self()}),
        Crew = [start(otp_producer, {Counter, 0, self()}) || _ <- lists:seq(1, Producers)],
        Start = bench:nanoseconds(),
        [gen_server:cast(Producer, {burst, Each}) || Producer <- Crew],
        Sum = finished(),
        Elapsed = bench:nanoseconds() - Start,
        end_all([Counter | Crew]),
        {Elapsed, Sum}
    end).

'ask-sequential'(#{n := N}) ->
    Sequence = start(otp_sequence, []),
    Start = bench:nanoseconds(),
    Checksum = ask(Sequence, N, 0),
    Elapsed = bench:nanoseconds() - Start,
    end_all([Sequence]),
    #{elapsed => Elapsed, checksum => Checksum}.

ask(_Sequence, 0, Sum) -> Sum;
ask(Sequence, Left, Sum) -> ask(Sequence, Left - 1, Sum + gen_server:call(Sequence, next)).

'ask-pipelined'(#{n := N, window := Window}) ->
    Sequence = start(otp_sequence, []),
    Start = bench:nanoseconds(),
    Checksum = windows(Sequence, N div Window, Window, 0),
    Elapsed = bench:nanoseconds() - Start,
    end_all([Sequence]),
    #{elapsed => Elapsed, checksum => Checksum}.

windows(_Sequence, 0, _Window, Sum) -> Sum;
windows(Sequence, Left, Window, Sum) ->
    Requests = [gen_server:send_request(Sequence, next) || _ <- lists:seq(1, Window)],
    Replies = lists:foldl(fun(Request, Acc) ->
        {reply, Reply} = gen_server:receive_response(Request, infinity),
        Acc + Reply
    end, 0, Requests),
    windows(Sequence, Left - 1, Window, Sum + Replies).

%% A swap and a message in turns. The handler is a function in the state, so functions and classes are the same here.
'swap-function'(#{n := N, burst := Burst}) ->
    Swapper = start(otp_swapper, []),
    #{elapsed := Elapsed} = bench:rounds(max(1, N div Burst), fun() ->
        Start = bench:nanoseconds(),
        swaps(Swapper, 0, Burst),
        Total = gen_server:call(Swapper, total, infinity),
        {bench:nanoseconds() - Start, Total}
    end),
    Checksum = gen_server:call(Swapper, total),
    end_all([Swapper]),
    #{elapsed => Elapsed, checksum => Checksum}.

'swap-class'(Sizes) -> 'swap-function'(Sizes).

swaps(_Swapper, Until, Until) -> ok;
swaps(Swapper, I, Until) ->
    gen_server:cast(Swapper, {swap, fun otp_swapper:thrice/2}),
    gen_server:cast(Swapper, {add, I band 7}),
    gen_server:cast(Swapper, {swap, fun otp_swapper:once/2}),
    gen_server:cast(Swapper, {add, (I + 1) band 7}),
    swaps(Swapper, I + 2, Until).

'swap-asked'(#{n := N}) ->
    Swapper = start(otp_swapper, []),
    Start = bench:nanoseconds(),
    swaps_asked(Swapper, 0, N),
    Elapsed = bench:nanoseconds() - Start,
    Checksum = gen_server:call(Swapper, total),
    end_all([Swapper]),
    #{elapsed => Elapsed, checksum => Checksum}.

swaps_asked(_Swapper, Until, Until) -> ok;
swaps_asked(Swapper, I, Until) ->
    gen_server:cast(Swapper, {swap, fun otp_swapper:thrice/2}),
    ok = gen_server:call(Swapper, {add, I band 7}),
    gen_server:cast(Swapper, {swap, fun otp_swapper:once/2}),
    ok = gen_server:call(Swapper, {add, (I + 1) band 7}),
    swaps_asked(Swapper, I + 2, Until).

collector(Expected) -> start(otp_counter, {until, Expected, self()}).
idle() -> start(otp_idle, []).
hello(Idle, Collector) -> gen_server:cast(Idle, {hello, Collector}).
sample(Idle) -> gen_server:call(Idle, read).
