%% One timed run: erl … -s bench main <module> <scenario> <warm-up> <timed>, sizes as key=value,key=value; prints one line of JSON.
-module(bench).
-export([main/1, nanoseconds/0, rounds/2, spawn/2, bytes/2, million/2]).

main([Module, Scenario, Warmup, Timed]) ->
    [{module, _} = code:ensure_loaded(Shared) || Shared <- shared()],
    try
        [run(Module, Scenario, sizes(Warmup)) || _ <- [1, 2, 3]],
        garbage_collect(),
        io:format("RESULT ~s~n", [json(run(Module, Scenario, sizes(Timed)))]),
        halt(0)
    catch
        Class:Reason:Stack ->
            io:format(standard_error, "~p: ~p~n~p~n", [Class, Reason, Stack]),
            halt(1)
    end.

run(Module, Scenario, Sizes) when Scenario =:= spawn; Scenario =:= bytes; Scenario =:= million ->
    bench:Scenario(Module, Sizes);
run(Module, Scenario, Sizes) ->
    case [Shared || Shared <- shared(), erlang:function_exported(Shared, Scenario, 1)] of
        [Shared] -> Shared:Scenario(Sizes);
        [] -> Module:Scenario(Sizes)
    end.

%% With scenarios that are the same for every Erlang candidate.
shared() -> [bench_pull, bench_restart].

nanoseconds() -> erlang:monotonic_time(nanosecond).

%% Each round times itself; teardown is not timed.
rounds(Rounds, Round) ->
    Results = [Round() || _ <- lists:seq(1, Rounds)],
    #{elapsed => lists:sum([Elapsed || {Elapsed, _} <- Results]),
      checksum => lists:sum([Sum || {_, Sum} <- Results])}.

fill(Module, N, Collector) ->
    Actors = fill(Module, N, Collector, []),
    receive {finished, Sum} -> {Actors, Sum} end.

fill(_Module, 0, _Collector, Actors) -> Actors;
fill(Module, Left, Collector, Actors) ->
    Actor = Module:idle(),
    Module:hello(Actor, Collector),
    fill(Module, Left - 1, Collector, [Actor | Actors]).

clear(Actors) ->
    [exit(Actor, kill) || Actor <- Actors],
    [wait_gone(Actor) || Actor <- Actors],
    garbage_collect().

wait_gone(Actor) ->
    Monitor = monitor(process, Actor),
    receive {'DOWN', Monitor, _, _, _} -> ok end.

spawn(Module, #{n := N, rounds := Rounds}) ->
    rounds(Rounds, fun() ->
        Collector = Module:collector(N),
        Start = nanoseconds(),
        {Actors, Sum} = fill(Module, N, Collector),
        Elapsed = nanoseconds() - Start,
        clear([Collector | Actors]),
        {Elapsed, Sum}
    end).

bytes(Module, #{n := N}) ->
    Collector = Module:collector(N),
    garbage_collect(),
    Before = erlang:memory(total),
    Start = nanoseconds(),
    {Actors, Sum} = fill(Module, N, Collector),
    Elapsed = nanoseconds() - Start,
    garbage_collect(),
    garbage_collect(Collector),
    List = erts_debug:flat_size(Actors) * erlang:system_info(wordsize),
    Uncollected = (erlang:memory(total) - List - Before) / N,
    [garbage_collect(Actor) || Actor <- Actors],
    Bytes = (erlang:memory(total) - List - Before) / N,
    Checksum = Sum + samples(Module, Actors),
    clear([Collector | Actors]),
    #{elapsed => Elapsed, checksum => Checksum, bytes => Bytes, bytesUncollected => Uncollected}.

million(Module, #{n := N}) ->
    Collector = Module:collector(N),
    Start = nanoseconds(),
    {Actors, Sum} = fill(Module, N, Collector),
    Elapsed = nanoseconds() - Start,
    Status = status(),
    Checksum = Sum + samples(Module, Actors),
    clear([Collector | Actors]),
    #{elapsed => Elapsed, checksum => Checksum, rssBytes => kilobytes(Status, "VmRSS"),
      rssPeakBytes => kilobytes(Status, "VmHWM")}.

%% Every thousandth actor is asked for its field.
samples(Module, Actors) -> samples(Module, Actors, 1, 0).
samples(_Module, [], _, Sum) -> Sum;
samples(Module, [Actor | Actors], I, Sum) when I rem 1000 =:= 0 -> samples(Module, Actors, I + 1, Sum + Module:sample(Actor));
samples(Module, [_ | Actors], I, Sum) -> samples(Module, Actors, I + 1, Sum).

status() ->
    case file:read_file("/proc/" ++ os:getpid() ++ "/status") of
        {ok, Text} -> binary_to_list(Text);
        _ -> ""
    end.

kilobytes(Status, Key) ->
    case re:run(Status, Key ++ ":\\s+(\\d+)", [{capture, all_but_first, list}]) of
        {match, [Digits]} -> list_to_integer(Digits) * 1024;
        nomatch -> 0
    end.

sizes(Text) ->
    Pairs = [string:split(Pair, "=") || Pair <- string:split(atom_to_list(Text), ",", all)],
    maps:from_list([{list_to_atom(Key), list_to_integer(Value)} || [Key, Value] <- Pairs]).

json(Result) ->
    Fields = [{seconds, maps:get(elapsed, Result) / 1.0e9} | maps:to_list(maps:remove(elapsed, Result))],
    ["{", lists:join(",", [io_lib:format("\"~s\":~s", [Key, number(Value)]) || {Key, Value} <- Fields]), "}"].

number(Value) when is_integer(Value) -> integer_to_list(Value);
number(Value) -> io_lib:format("~.9f", [Value]).
