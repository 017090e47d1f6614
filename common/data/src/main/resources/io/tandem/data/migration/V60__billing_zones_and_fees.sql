-- What calls cost: zones and fees of billing profiles. A call detail record names a row of the history, which keeps its values, so that a later edit
-- leaves old calls alone. The history row that names the fee (bf_id) or the zone (bz_id) is the one that new calls get; older ones name none.

create table billing.billing_zones (
    id               int unsigned not null auto_increment primary key,
    billing_profile_id int unsigned not null,
    zone             varchar(127) not null,
    detail           varchar(127) null,
    detail_key       varchar(127) generated always as (coalesce(detail, '')) stored,
    unique key billing_zones_name (billing_profile_id, zone, detail_key),
    key billing_zones_zone (zone),
    key billing_zones_detail (detail),
    constraint billing_zones_profile foreign key (billing_profile_id) references billing.billing_profiles (id) on delete cascade
);

create table billing.billing_zones_history (
    id               int unsigned not null auto_increment primary key,
    bz_id            int unsigned null,
    billing_profile_id int unsigned not null,
    zone             varchar(127) not null,
    detail           varchar(127) null,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    unique key billing_zones_history_zone (bz_id),
    constraint billing_zones_history_of foreign key (bz_id) references billing.billing_zones (id) on delete set null
);

-- Rates are cents a second, intervals and extra_second seconds. Rows of the peaktime tables say when it is off-peak.
create table billing.billing_fees (
    id               int unsigned not null auto_increment primary key,
    billing_profile_id int unsigned not null,
    billing_zone_id  int unsigned null,
    type             varchar(8)   not null default 'call',   -- call, sms
    match_mode       varchar(32)  not null,                  -- regex_longest_pattern, regex_longest_match, prefix, exact_destination
    direction        varchar(8)   not null default 'out',    -- out, in
    source           varchar(255) character set utf8mb4 collate utf8mb4_bin not null default '.',
    destination      varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    onpeak_init_rate decimal(20,10) not null default 0, onpeak_init_interval int unsigned not null default 60,
    onpeak_follow_rate decimal(20,10) not null default 0, onpeak_follow_interval int unsigned not null default 60,
    offpeak_init_rate decimal(20,10) not null default 0, offpeak_init_interval int unsigned not null default 60,
    offpeak_follow_rate decimal(20,10) not null default 0, offpeak_follow_interval int unsigned not null default 60,
    onpeak_use_free_time boolean not null default 0, offpeak_use_free_time boolean not null default 0,
    onpeak_extra_rate decimal(20,10) not null default 0, onpeak_extra_second int unsigned null,
    offpeak_extra_rate decimal(20,10) not null default 0, offpeak_extra_second int unsigned null,
    aoc_pulse_amount_per_message decimal(20,10) not null default 0,
    unique key billing_fees_match (billing_profile_id, type, match_mode, direction, source, destination),
    key billing_fees_destination (destination),
    key billing_fees_source (source),
    constraint billing_fees_profile foreign key (billing_profile_id) references billing.billing_profiles (id) on delete cascade,
    constraint billing_fees_zone foreign key (billing_zone_id) references billing.billing_zones (id) on delete set null
);

create table billing.billing_fees_history (
    id               int unsigned not null auto_increment primary key,
    bf_id            int unsigned null,
    billing_profile_id int unsigned not null,
    billing_zones_history_id int unsigned null,
    type             varchar(8)   not null,
    match_mode       varchar(32)  not null,
    direction        varchar(8)   not null,
    source           varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    destination      varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    onpeak_init_rate decimal(20,10) not null, onpeak_init_interval int unsigned not null,
    onpeak_follow_rate decimal(20,10) not null, onpeak_follow_interval int unsigned not null,
    offpeak_init_rate decimal(20,10) not null, offpeak_init_interval int unsigned not null,
    offpeak_follow_rate decimal(20,10) not null, offpeak_follow_interval int unsigned not null,
    onpeak_use_free_time boolean not null, offpeak_use_free_time boolean not null,
    onpeak_extra_rate decimal(20,10) not null, onpeak_extra_second int unsigned null,
    offpeak_extra_rate decimal(20,10) not null, offpeak_extra_second int unsigned null,
    aoc_pulse_amount_per_message decimal(20,10) not null,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    unique key billing_fees_history_fee (bf_id),
    constraint billing_fees_history_of foreign key (bf_id) references billing.billing_fees (id) on delete set null,
    constraint billing_fees_history_zone foreign key (billing_zones_history_id) references billing.billing_zones_history (id)
);

-- With the profile that every installation has, calls cost nothing.
insert into billing.billing_zones (id, billing_profile_id, zone, detail) values (1, 1, 'Free Default Zone', 'All Destinations');
insert into billing.billing_zones_history (id, bz_id, billing_profile_id, zone, detail) values (1, 1, 1, 'Free Default Zone', 'All Destinations');
insert into billing.billing_fees (id, billing_profile_id, billing_zone_id, match_mode, destination, onpeak_init_interval, onpeak_follow_interval,
    offpeak_init_interval, offpeak_follow_interval) values (1, 1, 1, 'regex_longest_pattern', '.*', 600, 600, 600, 600);
insert into billing.billing_fees_history (id, bf_id, billing_profile_id, billing_zones_history_id, type, match_mode, direction, source, destination,
    onpeak_init_rate, onpeak_init_interval, onpeak_follow_rate, onpeak_follow_interval, offpeak_init_rate, offpeak_init_interval, offpeak_follow_rate,
    offpeak_follow_interval, onpeak_use_free_time, offpeak_use_free_time, onpeak_extra_rate, onpeak_extra_second, offpeak_extra_rate,
    offpeak_extra_second, aoc_pulse_amount_per_message)
    select 1, id, billing_profile_id, 1, type, match_mode, direction, source, destination,
    onpeak_init_rate, onpeak_init_interval, onpeak_follow_rate, onpeak_follow_interval, offpeak_init_rate, offpeak_init_interval, offpeak_follow_rate,
    offpeak_follow_interval, onpeak_use_free_time, offpeak_use_free_time, onpeak_extra_rate, onpeak_extra_second, offpeak_extra_rate,
    offpeak_extra_second, aoc_pulse_amount_per_message from billing.billing_fees where id = 1;
