-- Call forwards. The preference cfu, cfb, ... of a subscriber holds the ids of its mappings of that type, a row each.

create table provisioning.voip_cf_destination_sets (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    name             varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    key voip_cf_destination_sets_name (subscriber_id, name),
    constraint voip_cf_destination_sets_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

create table provisioning.voip_cf_destinations (
    id               int unsigned not null auto_increment primary key,
    destination_set_id int unsigned not null,
    destination      varchar(255) not null,   -- URI
    priority         int unsigned not null default 1,   -- ascending
    timeout          int unsigned not null default 300,   -- seconds
    announcement_id  int unsigned null,   -- sound handle, for custom-hours@app.local
    constraint voip_cf_destinations_set foreign key (destination_set_id) references provisioning.voip_cf_destination_sets (id) on delete cascade
);

create table provisioning.voip_cf_time_sets (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    name             varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    key voip_cf_time_sets_name (subscriber_id, name),
    constraint voip_cf_time_sets_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

-- Each column a number or a range as 22-6; null is always. All columns of a row must fit, one row of the set is enough.
create table provisioning.voip_cf_periods (
    id               int unsigned not null auto_increment primary key,
    time_set_id      int unsigned not null,
    year varchar(255) null, month varchar(255) null, mday varchar(255) null,
    wday             varchar(255) null,   -- 1 is Sunday
    hour varchar(255) null, minute varchar(255) null,
    constraint voip_cf_periods_set foreign key (time_set_id) references provisioning.voip_cf_time_sets (id) on delete cascade
);

create table provisioning.voip_cf_source_sets (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    name             varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    mode             varchar(16)  not null default 'whitelist',   -- whitelist, blacklist
    is_regex         boolean      not null default 0,   -- else * and ? are wildcards
    key voip_cf_source_sets_name (subscriber_id, name),
    constraint voip_cf_source_sets_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

create table provisioning.voip_cf_sources (
    id               int unsigned not null auto_increment primary key,
    source_set_id    int unsigned not null,
    source           varchar(255) not null,
    constraint voip_cf_sources_set foreign key (source_set_id) references provisioning.voip_cf_source_sets (id) on delete cascade
);

create table provisioning.voip_cf_bnumber_sets (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    name             varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    mode             varchar(16)  not null default 'whitelist',
    is_regex         boolean      not null default 0,
    key voip_cf_bnumber_sets_name (subscriber_id, name),
    constraint voip_cf_bnumber_sets_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

create table provisioning.voip_cf_bnumbers (
    id               int unsigned not null auto_increment primary key,
    bnumber_set_id   int unsigned not null,
    bnumber          varchar(255) not null,
    constraint voip_cf_bnumbers_set foreign key (bnumber_set_id) references provisioning.voip_cf_bnumber_sets (id) on delete cascade
);

-- Several of one type: the first whose sets match the call.
create table provisioning.voip_cf_mappings (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    type             varchar(4)   character set utf8mb4 collate utf8mb4_bin not null,   -- cfu, cfb, cft, cfna, cfs, cfr, cfo
    destination_set_id int unsigned not null,
    time_set_id      int unsigned null,
    source_set_id    int unsigned null,
    bnumber_set_id   int unsigned null,
    enabled          boolean      not null default 1,
    use_redirection  boolean      not null default 0,   -- answer 302 instead of forwarding
    constraint voip_cf_mappings_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade,
    constraint voip_cf_mappings_destinations foreign key (destination_set_id) references provisioning.voip_cf_destination_sets (id) on delete cascade,
    constraint voip_cf_mappings_times foreign key (time_set_id) references provisioning.voip_cf_time_sets (id) on delete cascade,
    constraint voip_cf_mappings_sources foreign key (source_set_id) references provisioning.voip_cf_source_sets (id) on delete cascade,
    constraint voip_cf_mappings_bnumbers foreign key (bnumber_set_id) references provisioning.voip_cf_bnumber_sets (id) on delete cascade
);
