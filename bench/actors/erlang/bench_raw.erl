%% The scenarios with bare processes: !, receive and spawn, as one would write them by hand.
-module(bench_raw).
-export([pingpong/1, ring/1, 'counting-burst'/1, 'counting-credit'/1, fanin/1, 'ask-sequential'/1, 'ask-pipelined'/1,
         'swap-function'/1, 'swap-class'/1, 'swap-asked'/1, collector/1, idle/0, hello/2, sample/1]).

finished() -> receive {finished, Value} -> Value end.

end_all(Pids) -> [exit(Pid, kill) || Pid <- Pids], ok.

call(Pid, Request) ->
    Alias = monitor(process, Pid, [{alias, reply_demonitor}]),
    Pid ! {call, Alias, Request},
    receive
        {Alias, Reply} -> Reply;
        {'DOWN', Alias, _, _, Reason} -> exit(Reason)
    end.

player(Index, Parent, Next, Handled) ->
    receive
        {ball, 0} ->
            Parent ! {finished, Index},
            player(Index, Parent, Next, Handled + 1);
        {ball, Left} ->
            Next ! {ball, Left - 1},
            player(Index, Parent, Next, Handled + 1);
        {next, Other} ->
            player(Index, Parent, Other, Handled);
        {call, Alias, handled} ->
            Alias ! {Alias, Handled},
            player(Index, Parent, Next, Handled)
    end.

rally(Nodes, N) ->
    Parent = self(),
    Players = [spawn(fun() -> player(Index, Parent, undefined, 0) end) || Index <- lists:seq(0, Nodes - 1)],
    [First | Rest] = Players,
    lists:zipwith(fun(Player, Next) -> Player ! {next, Next} end, Players, Rest ++ [First]),
    Start = bench:nanoseconds(),
    First ! {ball, N - 1},
    Last = finished(),
    Elapsed = bench:nanoseconds() - Start,
    Handled = lists:sum([call(Player, handled) || Player <- Players]),
    end_all(Players),
    {Elapsed, Handled, Last}.

pingpong(#{n := N}) ->
    {Elapsed, Handled, _} = rally(2, N),
    #{elapsed => Elapsed, checksum => Handled}.

ring(#{n := N, nodes := Nodes}) ->
    {Elapsed, Handled, Last} = rally(Nodes, N),
    #{elapsed => Elapsed, checksum => Handled * 1000 + Last}.

counter(Sum) ->
    receive
        {add, Value} -> counter(Sum + Value);
        {call, Alias, total} -> Alias ! {Alias, Sum}, counter(Sum)
    end.

'counting-burst'(#{burst := Burst, rounds := Rounds}) ->
    bench:rounds(Rounds, fun() ->
        Counter = spawn(fun() -> counter(0) end),
        Start = bench:nanoseconds(),
        add(Counter, 0, Burst),
        Total = call(Counter, total),
        Elapsed = bench:nanoseconds() - Start,
        end_all([Counter]),
        {Elapsed, Total}
    end).

add(_Counter, Until, Until) -> ok;
add(Counter, I, Until) ->
    Counter ! {add, I band 7},
    add(Counter, I + 1, Until).

credit_counter(Sum, Batch, Producer, Arrived) ->
    receive
        {add, Value} when Arrived + 1 =:= Batch ->
            Producer ! {credit, Batch},
            credit_counter(Sum + Value, Batch, Producer, 0);
        {add, Value} ->
            credit_counter(Sum + Value, Batch, Producer, Arrived + 1);
        {producer, Other} ->
            credit_counter(Sum, Batch, Other, Arrived);
        {call, Alias, total} ->
            Alias ! {Alias, Sum},
            credit_counter(Sum, Batch, Producer, Arrived)
    end.

credit_producer(Target, Total, Total, Parent) ->
    Parent ! {finished, Total},
    receive stop -> Target end;
credit_producer(Target, Sent, Total, Parent) ->
    receive
        {credit, Count} ->
            Until = min(Sent + Count, Total),
            add(Target, Sent, Until),
            credit_producer(Target, Until, Total, Parent)
    end.

'counting-credit'(#{n := N, window := Window, batch := Batch}) ->
    Parent = self(),
    Counter = spawn(fun() -> credit_counter(0, Batch, undefined, 0) end),
    Producer = spawn(fun() -> credit_producer(Counter, 0, N, Parent) end),
    Counter ! {producer, Producer},
    Start = bench:nanoseconds(),
    Producer ! {credit, Window},
    N = finished(),
    Total = call(Counter, total),
    Elapsed = bench:nanoseconds() - Start,
    end_all([Counter, Producer]),
    #{elapsed => Elapsed, checksum => Total}.

counter_until(Sum, Left, Parent) ->
    receive
        {add, Value} when Left =:= 1 ->
            Parent ! {finished, Sum + Value},
            counter_until(Sum + Value, 0, Parent);
        {add, Value} ->
            counter_until(Sum + Value, Left - 1, Parent)
    end.

producer(Target) ->
    receive {burst, Count} -> add(Target, 0, Count), producer(Target) end.

fanin(#{producers := Producers, each := Each, rounds := Rounds}) ->
    Parent = self(),
    bench:rounds(Rounds, fun() ->
        Counter = spawn(fun() -> counter_until(0, Producers * Each, Parent) end),
        Crew = [spawn(fun() -> producer(Counter) end) || _ <- lists:seq(1, Producers)],
        Start = bench:nanoseconds(),
        [Producer ! {burst, Each} || Producer <- Crew],
        Sum = finished(),
        Elapsed = bench:nanoseconds() - Start,
        end_all([Counter | Crew]),
        {Elapsed, Sum}
    end).

sequence(Last) ->
    receive
        {From, Tag, next} -> From ! {Tag, Last + 1}, sequence(Last + 1)
    end.

'ask-sequential'(#{n := N}) ->
    Sequence = spawn(fun() -> sequence(0) end),
    Start = bench:nanoseconds(),
    Checksum = ask(Sequence, N, 0),
    Elapsed = bench:nanoseconds() - Start,
    end_all([Sequence]),
    #{elapsed => Elapsed, checksum => Checksum}.

ask(_Sequence, 0, Sum) -> Sum;
ask(Sequence, Left, Sum) ->
    Tag = make_ref(),
    Sequence ! {self(), Tag, next},
    receive {Tag, Reply} -> ask(Sequence, Left - 1, Sum + Reply) end.

'ask-pipelined'(#{n := N, window := Window}) ->
    Sequence = spawn(fun() -> sequence(0) end),
    Start = bench:nanoseconds(),
    Checksum = windows(Sequence, N div Window, Window, 0),
    Elapsed = bench:nanoseconds() - Start,
    end_all([Sequence]),
    #{elapsed => Elapsed, checksum => Checksum}.

windows(_Sequence, 0, _Window, Sum) -> Sum;
windows(Sequence, Left, Window, Sum) ->
    Tags = [begin Tag = make_ref(), Sequence ! {self(), Tag, next}, Tag end || _ <- lists:seq(1, Window)],
    Replies = lists:foldl(fun(Tag, Acc) -> receive {Tag, Reply} -> Acc + Reply end end, 0, Tags),
    windows(Sequence, Left - 1, Window, Sum + Replies).

%% The behaviour is the function that receives; a message carries the next one.
once(Sum) ->
    receive
        {swap, Next} -> Next(Sum);
        {add, Value} -> once(Sum + Value);
        {call, Alias, {add, Value}} -> Alias ! {Alias, ok}, once(Sum + Value);
        {call, Alias, total} -> Alias ! {Alias, Sum}, once(Sum)
    end.

thrice(Sum) ->
    receive
        {swap, Next} -> Next(Sum);
        {add, Value} -> thrice(Sum + 3 * Value);
        {call, Alias, {add, Value}} -> Alias ! {Alias, ok}, thrice(Sum + 3 * Value);
        {call, Alias, total} -> Alias ! {Alias, Sum}, thrice(Sum)
    end.

'swap-function'(#{n := N, burst := Burst}) ->
    Swapper = spawn(fun() -> once(0) end),
    #{elapsed := Elapsed} = bench:rounds(max(1, N div Burst), fun() ->
        Start = bench:nanoseconds(),
        swaps(Swapper, 0, Burst),
        Total = call(Swapper, total),
        {bench:nanoseconds() - Start, Total}
    end),
    Checksum = call(Swapper, total),
    end_all([Swapper]),
    #{elapsed => Elapsed, checksum => Checksum}.

'swap-class'(Sizes) -> 'swap-function'(Sizes).

swaps(_Swapper, Until, Until) -> ok;
swaps(Swapper, I, Until) ->
    Swapper ! {swap, fun thrice/1},
    Swapper ! {add, I band 7},
    Swapper ! {swap, fun once/1},
    Swapper ! {add, (I + 1) band 7},
    swaps(Swapper, I + 2, Until).

'swap-asked'(#{n := N}) ->
    Swapper = spawn(fun() -> once(0) end),
    Start = bench:nanoseconds(),
    swaps_asked(Swapper, 0, N),
    Elapsed = bench:nanoseconds() - Start,
    Checksum = call(Swapper, total),
    end_all([Swapper]),
    #{elapsed => Elapsed, checksum => Checksum}.

swaps_asked(_Swapper, Until, Until) -> ok;
swaps_asked(Swapper, I, Until) ->
    Swapper ! {swap, fun thrice/1},
    ok = call(Swapper, {add, I band 7}),
    Swapper ! {swap, fun once/1},
    ok = call(Swapper, {add, (I + 1) band 7}),
    swaps_asked(Swapper, I + 2, Until).

idle_loop(Count) ->
    receive
        {hello, Collector} -> Collector ! {add, 1}, idle_loop(Count + 1);
        {call, Alias, read} -> Alias ! {Alias, Count}, idle_loop(Count)
    end.

collector(Expected) ->
    Parent = self(),
    spawn(fun() -> counter_until(0, Expected, Parent) end).
idle() -> spawn(fun() -> idle_loop(0) end).
hello(Idle, Collector) -> Idle ! {hello, Collector}.
sample(Idle) -> call(Idle, read).
