%% Answers 1, 2, 3, …
-module(otp_sequence).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2]).

init([]) -> {ok, 0}.
handle_call(next, _From, Last) -> {reply, Last + 1, Last + 1}.
handle_cast(_, State) -> {noreply, State}.
