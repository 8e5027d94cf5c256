%% Adds what it is sent: the target of counting and of fan-in, and the collector that idle actors report to.
-module(otp_counter).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2]).

init([]) -> {ok, 0};
init({until, Expected, Parent}) -> {ok, {0, Expected, Parent}};
init({credit, Batch}) -> {ok, {0, Batch, undefined, 0}}.

handle_cast({add, Value}, Sum) when is_integer(Sum) ->
    {noreply, Sum + Value};
handle_cast({add, Value}, {Sum, 1, Parent}) ->
    Parent ! {finished, Sum + Value},
    {noreply, {Sum + Value, 0, Parent}};
handle_cast({add, Value}, {Sum, Left, Parent}) ->
    {noreply, {Sum + Value, Left - 1, Parent}};
handle_cast({add, Value}, {Sum, Batch, Producer, Arrived}) when Arrived + 1 =:= Batch ->
    gen_server:cast(Producer, {credit, Batch}),
    {noreply, {Sum + Value, Batch, Producer, 0}};
handle_cast({add, Value}, {Sum, Batch, Producer, Arrived}) ->
    {noreply, {Sum + Value, Batch, Producer, Arrived + 1}}.

handle_call(total, _From, Sum) when is_integer(Sum) -> {reply, Sum, Sum};
handle_call(total, _From, State) -> {reply, element(1, State), State};
handle_call({producer, Producer}, _From, {Sum, Batch, _, Arrived}) ->
    {reply, ok, {Sum, Batch, Producer, Arrived}}.
