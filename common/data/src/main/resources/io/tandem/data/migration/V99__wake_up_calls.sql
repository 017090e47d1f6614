-- When a wake-up call was set or made last: it is made once for each time that comes after that, by whichever app server changes this first.
alter table provisioning.voip_reminder add changed_at timestamp(6) not null default current_timestamp(6) on update current_timestamp(6);
