%% Supervision: children that crash and are restarted by their supervisor. Logs and reports are off for everybody.
-module(bench_restart).
-export([restart/1, 'restart-burst'/1]).

restart(Sizes) -> 'restart-burst'(Sizes#{children => 1}).

%% All children at once, and again when all are up; a supervisor of its own for every `each` restarts.
'restart-burst'(#{n := N, each := Each, children := Count}) ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    bench:rounds(N div Each, fun() ->
        {ok, Supervisor} = otp_restarter:start_link(Count, self()),
        First = ups(Count, []),
        Start = bench:nanoseconds(),
        {Last, Sum} = crashes(Each div Count, Count, First, 0),
        Elapsed = bench:nanoseconds() - Start,
        Count = length(lists:usort(Last)),
        exit(Supervisor, shutdown),
        receive {'EXIT', Supervisor, _} -> {Elapsed, Sum} end
    end).

crashes(0, _Count, Pids, Sum) -> {Pids, Sum};
crashes(Left, Count, Pids, Sum) ->
    [gen_server:cast(Pid, crash) || Pid <- Pids],
    New = ups(Count, []),
    crashes(Left - 1, Count, New, Sum + length(New)).

%% The processes that came up, each of which says so once.
ups(0, Pids) -> Pids;
ups(Left, Pids) -> receive {up, Pid} -> ups(Left - 1, [Pid | Pids]) end.
