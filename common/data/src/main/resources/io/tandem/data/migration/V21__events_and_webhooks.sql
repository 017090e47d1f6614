-- What happened, written in the transaction that made it happen; kept for some days for the event stream and for replay.
create table provisioning.events (
    id               bigint unsigned not null auto_increment primary key,
    type             varchar(64)  not null,   -- subscriber.created, call.ended, ...
    reseller_id      int unsigned null,       -- whose it is; null: of no reseller
    subject          varchar(191) not null,   -- id of what it happened to
    source_key       varchar(191) character set utf8mb4 collate utf8mb4_bin null,   -- set where a source may be read twice
    data             longtext     not null,
    created_at       datetime(6)  not null default current_timestamp(6),
    unique key events_source (type, source_key),
    key events_created_at (created_at)
);

create table provisioning.webhooks (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned null,       -- whose events it gets; null: all
    url              varchar(1024) not null,
    events           varchar(2000) not null,  -- comma-separated; subscriber.* stands for all of subscribers, * for all
    secret           varchar(255) not null,
    description      varchar(255) null,
    active           boolean      not null default 1,
    failures         int unsigned not null default 0,   -- in a row
    next_attempt_at  datetime(6)  null,
    leased_until     datetime(6)  null,       -- a node delivers
    create_timestamp datetime(6)  not null default current_timestamp(6),
    key webhooks_reseller (reseller_id),
    constraint webhooks_reseller_id foreign key (reseller_id) references billing.resellers (id)
);

create table provisioning.webhook_deliveries (
    id               bigint unsigned not null auto_increment primary key,
    webhook_id       int unsigned not null,
    event_id         bigint unsigned not null,
    status           varchar(16)  not null default 'pending',   -- pending, delivered, dead
    attempts         int unsigned not null default 0,
    last_status      int unsigned null,       -- HTTP status of the last answer
    last_error       varchar(255) null,
    delivered_at     datetime(6)  null,
    created_at       datetime(6)  not null default current_timestamp(6),
    key webhook_deliveries_order (webhook_id, status, event_id, id),
    key webhook_deliveries_event (event_id),
    constraint webhook_deliveries_webhook foreign key (webhook_id) references provisioning.webhooks (id) on delete cascade,
    constraint webhook_deliveries_event_id foreign key (event_id) references provisioning.events (id) on delete cascade
);

-- How far a source outside the API has been read.
create table provisioning.event_positions (
    source           varchar(32)  not null primary key,
    position         bigint unsigned not null
);
