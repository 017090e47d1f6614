-- A source whose position is no number, such as the id of an entry of a Redis stream.
alter table provisioning.event_positions add column mark varchar(64) not null default '';
