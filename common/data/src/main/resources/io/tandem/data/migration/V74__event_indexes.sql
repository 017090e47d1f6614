-- For the filters and pages of the resource events.
alter table accounting.events add key events_reseller (reseller_id), add key events_type (type), add key events_timestamp (timestamp);
