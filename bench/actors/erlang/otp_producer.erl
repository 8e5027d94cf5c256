%% Sends numbers to a counter: all at once (fan-in), or as far as its credit goes.
-module(otp_producer).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2]).

init({Target, Total, Parent}) -> {ok, {Target, 0, Total, Parent}}.

handle_cast({burst, Count}, State = {Target, _, _, _}) ->
    send(Target, 0, Count),
    {noreply, State};
handle_cast({credit, Count}, {Target, Sent, Total, Parent}) ->
    Until = min(Sent + Count, Total),
    send(Target, Sent, Until),
    case Until =:= Total andalso Sent < Total of
        true -> Parent ! {finished, Total};
        false -> ok
    end,
    {noreply, {Target, Until, Total, Parent}}.

handle_call(_, _From, State) -> {reply, ok, State}.

send(_Target, Until, Until) -> ok;
send(Target, I, Until) ->
    gen_server:cast(Target, {add, I band 7}),
    send(Target, I + 1, Until).
