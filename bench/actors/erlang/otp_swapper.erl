%% Counts with the handler in force; a message changes the handler. The count outlives every change.
-module(otp_swapper).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2, once/2, thrice/2]).

once({add, Value}, Sum) -> Sum + Value.
thrice({add, Value}, Sum) -> Sum + 3 * Value.

init([]) -> {ok, {fun once/2, 0}}.

handle_cast({swap, Handler}, {_, Sum}) -> {noreply, {Handler, Sum}};
handle_cast(Message, {Handler, Sum}) -> {noreply, {Handler, Handler(Message, Sum)}}.

handle_call(total, _From, State = {_, Sum}) -> {reply, Sum, State};
handle_call(Message, _From, {Handler, Sum}) -> {reply, ok, {Handler, Handler(Message, Sum)}}.
