-- Calls that were rated since one last looked: their costs count towards the limits of their customers.
alter table accounting.cdr add key cdr_rated_at (rated_at);

-- Whether the event of a limit that was passed has been made. Who has written such rows until now has told of them himself.
alter table accounting.cdr_period_costs add column is_event boolean not null default 0;
update accounting.cdr_period_costs set is_event = 1 where fraud_limit_exceeded = 1;
