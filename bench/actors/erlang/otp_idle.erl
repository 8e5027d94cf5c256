%% One field; reports its one message to the collector.
-module(otp_idle).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2]).

init([]) -> {ok, 0}.
handle_cast({hello, Collector}, Count) ->
    gen_server:cast(Collector, {add, 1}),
    {noreply, Count + 1}.
handle_call(read, _From, Count) -> {reply, Count, Count}.
