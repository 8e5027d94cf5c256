%% Pull actors: a process with a receive of its own. A gen_server has none, so these stand for both Erlang candidates.
%% "Queued" means queued: the consumer is suspended while its messages are sent, and the clock starts when it resumes.
-module(bench_pull).
-export(['selective-last'/1, 'selective-wait'/1, 'receive-loop'/1, 'try-receive'/1]).

finished() -> receive {finished, Value} -> Value end.

queued(Consumer, Send) ->
    true = erlang:suspend_process(Consumer),
    Send(),
    Start = bench:nanoseconds(),
    true = erlang:resume_process(Consumer),
    Sum = finished(),
    {bench:nanoseconds() - Start, Sum}.

in_rounds(N, Size, Consumer, Round) ->
    Result = bench:rounds(max(1, N div Size), Round),
    exit(Consumer, kill),
    Result.

items(_Consumer, Until, Until) -> ok;
items(Consumer, I, Until) ->
    Consumer ! {item, I},
    items(Consumer, I + 1, Until).

%% The rest, which must come in the order it was sent in.
drain(Until, Until, Sum) -> Sum;
drain(I, Until, Sum) ->
    receive {item, Value} -> I = Value, drain(I + 1, Until, Sum + Value) end.

last_first(Queue, Parent) ->
    receive {last, Value} -> Parent ! {finished, drain(0, Queue - 1, Value)} end,
    last_first(Queue, Parent).

'selective-last'(#{n := N, queue := Queue}) ->
    Parent = self(),
    Consumer = spawn(fun() -> last_first(Queue, Parent) end),
    in_rounds(N, Queue, Consumer, fun() ->
        queued(Consumer, fun() ->
            items(Consumer, 0, Queue - 1),
            Consumer ! {last, Queue - 1}
        end)
    end).

waiter(Parent) ->
    receive {last, Value, Count} ->
        Parent ! {finished, Value},
        Parent ! {drained, drain(0, Count, 0)}
    end,
    waiter(Parent).

%% It waits again when it has looked at everything that is queued.
until_waiting(Pid) ->
    case process_info(Pid, [status, message_queue_len]) of
        [{status, waiting}, {message_queue_len, Count}] -> Count;
        _ -> erlang:yield(), until_waiting(Pid)
    end.

%% Every item is looked at before the next is sent.
one_by_one(_Consumer, Until, Until) -> ok;
one_by_one(Consumer, I, Until) ->
    Consumer ! {item, I},
    erlang:yield(),
    one_by_one(Consumer, I + 1, Until).

'selective-wait'(#{n := N, deferred := Deferred, arrivals := Arrivals}) ->
    Parent = self(),
    Consumer = spawn(fun() -> waiter(Parent) end),
    Count = Deferred + Arrivals,
    in_rounds(N, Arrivals, Consumer, fun() ->
        items(Consumer, 0, Deferred),
        Deferred = until_waiting(Consumer),
        Start = bench:nanoseconds(),
        one_by_one(Consumer, Deferred, Count),
        Consumer ! {last, Count, Count},
        Last = finished(),
        Elapsed = bench:nanoseconds() - Start,
        Sum = receive {drained, Drained} -> Drained end,
        {Elapsed, Last + Sum}
    end).

consumer(Burst, 1, Sum, Parent) ->
    receive {add, Value} -> Parent ! {finished, Sum + Value} end,
    consumer(Burst, Burst, 0, Parent);
consumer(Burst, Left, Sum, Parent) ->
    receive {add, Value} -> consumer(Burst, Left - 1, Sum + Value, Parent) end.

add(_Consumer, Until, Until) -> ok;
add(Consumer, I, Until) ->
    Consumer ! {add, I band 7},
    add(Consumer, I + 1, Until).

'receive-loop'(#{n := N, burst := Burst}) ->
    Parent = self(),
    Consumer = spawn(fun() -> consumer(Burst, Burst, 0, Parent) end),
    in_rounds(N, Burst, Consumer, fun() ->
        queued(Consumer, fun() -> add(Consumer, 0, Burst) end)
    end).

'try-receive'(Sizes) -> 'receive-loop'(Sizes).
