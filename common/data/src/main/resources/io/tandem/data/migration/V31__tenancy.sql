-- Peak times of billing profiles, e-mail templates, time sets, and where a subscriber's calls go beside his registrations.

create table billing.billing_peaktime_weekdays (
    id               int unsigned not null auto_increment primary key,
    billing_profile_id int unsigned not null,
    weekday          tinyint unsigned not null,   -- 0 is Monday
    start            time         null,           -- null: from midnight
    end              time         null,           -- null: to midnight; inclusive
    constraint billing_peaktime_weekdays_profile foreign key (billing_profile_id) references billing.billing_profiles (id) on delete cascade
);

create table billing.billing_peaktime_special (
    id               int unsigned not null auto_increment primary key,
    billing_profile_id int unsigned not null,
    start            datetime     not null,
    end              datetime     not null,
    constraint billing_peaktime_special_profile foreign key (billing_profile_id) references billing.billing_profiles (id) on delete cascade
);

create table billing.email_templates (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned null,   -- null: what every new reseller gets a copy of
    name             varchar(255) not null,
    from_email       varchar(255) not null,
    subject          varchar(255) not null,
    body             mediumtext   not null,
    attachment_name  varchar(255) not null default '',
    unique key email_templates_name (reseller_id, name),
    constraint email_templates_reseller foreign key (reseller_id) references billing.resellers (id)
);

create table provisioning.voip_time_sets (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    contract_id      int unsigned null,
    subscriber_id    int unsigned null,
    name             varchar(255) not null,
    unique key voip_time_sets_name (reseller_id, name),
    constraint voip_time_sets_reseller foreign key (reseller_id) references billing.resellers (id)
);

-- Recurrence as in iCalendar (RFC 5545 §3.3.10); "end" is the end of the first occurrence.
create table provisioning.voip_time_periods (
    id               int unsigned not null auto_increment primary key,
    time_set_id      int unsigned not null,
    start            datetime     not null,
    end              datetime     null,
    freq             varchar(8)   null,   -- secondly, minutely, hourly, daily, weekly, monthly, yearly
    until            datetime     null,
    count            int unsigned null,
    `interval`       int unsigned null,
    bysecond varchar(45) null, byminute varchar(45) null, byhour varchar(45) null, byday varchar(45) null, bymonthday varchar(45) null,
    byyearday varchar(45) null, byweekno varchar(45) null, bymonth varchar(45) null, bysetpos varchar(45) null,
    comment          text         null,
    constraint voip_time_periods_set foreign key (time_set_id) references provisioning.voip_time_sets (id) on delete cascade
);

alter table provisioning.voip_peer_groups add constraint voip_peer_groups_time_set
    foreign key (time_set_id) references provisioning.voip_time_sets (id);

create table provisioning.voip_location_mappings (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    external_id      varchar(255) null,
    location         varchar(255) not null default '',
    caller_pattern   varchar(255) not null default '',
    callee_pattern   varchar(255) not null default '',
    mode             varchar(8)   not null,   -- add, replace, offline, forward
    to_username      varchar(255) not null default '',
    enabled          boolean      not null default 1,
    constraint voip_location_mappings_subscriber foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);
