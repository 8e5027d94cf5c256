%% One player of ping-pong, one node of the thread ring.
-module(otp_player).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2]).

init({Index, Parent}) -> {ok, {Index, Parent, undefined, 0}}.

handle_cast({ball, 0}, {Index, Parent, Next, Handled}) ->
    Parent ! {finished, Index},
    {noreply, {Index, Parent, Next, Handled + 1}};
handle_cast({ball, Left}, {Index, Parent, Next, Handled}) ->
    gen_server:cast(Next, {ball, Left - 1}),
    {noreply, {Index, Parent, Next, Handled + 1}}.

handle_call({next, Next}, _From, {Index, Parent, _, Handled}) ->
    {reply, ok, {Index, Parent, Next, Handled}};
handle_call(handled, _From, State = {_, _, _, Handled}) ->
    {reply, Handled, State}.
