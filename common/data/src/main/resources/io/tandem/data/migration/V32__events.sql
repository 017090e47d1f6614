-- Event data records: what subscribers got and lost, for billing beside calls (provisioning.md §5.9).

create table accounting.events (
    id               int unsigned not null auto_increment primary key,
    type             varchar(16)  not null,   -- start_profile, update_profile, end_profile, start_huntgroup, end_huntgroup, start_ivr, end_ivr
    subscriber_id    int unsigned not null,
    reseller_id      int unsigned not null,
    old_status       varchar(255) not null default '',
    new_status       varchar(255) not null default '',
    timestamp        decimal(13,3) not null,
    export_status    varchar(16)  not null default 'unexported',
    exported_at      datetime     null,
    key events_subscriber (subscriber_id),
    key events_export (export_status, timestamp)
);

create table accounting.events_tag (
    id               int unsigned not null auto_increment primary key,
    tag              varchar(63)  not null,
    unique key events_tag_tag (tag)
);

insert into accounting.events_tag (tag) values
    ('primary_number_cc'), ('primary_number_ac'), ('primary_number_sn'), ('subscriber_profile_name'), ('subscriber_profile_set_name'),
    ('non_primary_alias_username');

create table accounting.events_tag_data (
    event_id         int unsigned not null,
    tag_id           int unsigned not null,
    val              varchar(255) not null,
    primary key (event_id, tag_id),
    constraint events_tag_data_event foreign key (event_id) references accounting.events (id) on delete cascade,
    constraint events_tag_data_tag foreign key (tag_id) references accounting.events_tag (id)
);
