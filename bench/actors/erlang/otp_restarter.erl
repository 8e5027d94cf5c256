%% A supervisor of children that crash when told to, and the children. It allows more restarts than it will see.
-module(otp_restarter).
-behaviour(supervisor).
-export([start_link/2, start_child/1]).
-export([init/1, handle_call/3, handle_cast/2]).

start_link(Count, Parent) -> supervisor:start_link(?MODULE, {supervisor, Count, Parent}).

start_child(Parent) -> gen_server:start_link(?MODULE, {child, Parent}, []).

init({supervisor, Count, Parent}) ->
    Child = #{start => {?MODULE, start_child, [Parent]}},
    Children = [Child#{id => Id} || Id <- lists:seq(1, Count)],
    {ok, {#{strategy => one_for_one, intensity => 10000, period => 1}, Children}};
%% A new instance says that it is up.
init({child, Parent}) ->
    Parent ! {up, self()},
    {ok, Parent}.

handle_cast(crash, _Parent) -> exit(crash).
handle_call(_, _From, State) -> {reply, ok, State}.
