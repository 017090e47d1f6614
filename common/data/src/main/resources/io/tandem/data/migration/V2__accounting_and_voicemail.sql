-- Accounting rows of the proxies, call detail records, mailboxes. Times are epoch seconds, costs are cents.

create table accounting.acc (
    id               bigint unsigned not null auto_increment primary key,
    method           varchar(16)  character set utf8mb4 collate utf8mb4_bin not null default '',
    from_tag         varchar(128) character set utf8mb4 collate utf8mb4_bin not null default '',
    to_tag           varchar(128) character set utf8mb4 collate utf8mb4_bin not null default '',
    callid           varchar(255) character set utf8mb4 collate utf8mb4_bin not null default '',
    sip_code         char(3)      not null default '',
    sip_reason       varchar(128) not null default '',
    time             datetime     not null,
    time_hires       decimal(13,3) not null,
    src_leg          text         null,   -- JSON
    dst_leg          text         null,   -- JSON
    src_user         varchar(127) not null default '',
    src_domain       varchar(127) not null default '',
    dst_ouser        varchar(127) not null default '',
    dst_user         varchar(127) not null default '',
    dst_domain       varchar(127) not null default '',
    branch_id        varchar(64)  character set utf8mb4 collate utf8mb4_bin not null default '',
    key acc_callid (callid),
    key acc_time_hires (time_hires)
);

create table accounting.acc_backup like accounting.acc;
create table accounting.acc_trash like accounting.acc;

-- How far a proxy's local accounting journal has been written to acc; set in the transaction of the rows, so that a replay after a
-- crash repeats none, wherever mediation has moved them by then.
create table accounting.acc_position (
    node             varchar(64)  character set utf8mb4 collate utf8mb4_bin not null primary key,
    position         bigint       not null
);

create table accounting.cdr (
    id               bigint unsigned not null auto_increment primary key,
    update_time      datetime(6)  not null default current_timestamp(6),
    source_user_id   char(36)     not null,
    source_provider_id varchar(255) not null,
    source_external_subscriber_id varchar(255) not null default '',
    source_external_contract_id varchar(255) not null default '',
    source_account_id int unsigned not null default 0,
    source_user      varchar(255) not null,
    source_domain    varchar(255) not null,
    source_cli       varchar(64)  not null,
    source_clir      boolean      not null default 0,
    source_ip        varchar(64)  not null,
    source_gpp0 varchar(255) null, source_gpp1 varchar(255) null, source_gpp2 varchar(255) null, source_gpp3 varchar(255) null,
    source_gpp4 varchar(255) null, source_gpp5 varchar(255) null, source_gpp6 varchar(255) null, source_gpp7 varchar(255) null,
    source_gpp8 varchar(255) null, source_gpp9 varchar(255) null,
    destination_user_id char(36)  not null,
    destination_provider_id varchar(255) not null,
    destination_external_subscriber_id varchar(255) not null default '',
    destination_external_contract_id varchar(255) not null default '',
    destination_account_id int unsigned not null default 0,
    destination_user varchar(255) not null,
    destination_domain varchar(255) not null,
    destination_user_dialed varchar(255) not null,
    destination_user_in varchar(255) not null,
    destination_domain_in varchar(255) not null,
    destination_gpp0 varchar(255) null, destination_gpp1 varchar(255) null, destination_gpp2 varchar(255) null,
    destination_gpp3 varchar(255) null, destination_gpp4 varchar(255) null, destination_gpp5 varchar(255) null,
    destination_gpp6 varchar(255) null, destination_gpp7 varchar(255) null, destination_gpp8 varchar(255) null,
    destination_gpp9 varchar(255) null,
    peer_auth_user   varchar(255) not null default '',
    peer_auth_realm  varchar(255) not null default '',
    call_type        varchar(8)   not null default 'call',   -- call, cfu, cfb, cft, cfna, cfs, cfr, cfo, sms
    call_status      varchar(8)   not null default 'ok',     -- ok, busy, noanswer, cancel, offline, timeout, other, failed
    call_code        char(3)      not null,
    init_time        decimal(13,3) not null,
    start_time       decimal(13,3) not null,
    duration         decimal(13,3) not null,
    call_id          varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    source_carrier_cost decimal(14,6) null, source_reseller_cost decimal(14,6) null, source_customer_cost decimal(14,6) null,
    source_carrier_free_time int unsigned null, source_reseller_free_time int unsigned null, source_customer_free_time int unsigned null,
    source_carrier_billing_fee_id int unsigned null, source_reseller_billing_fee_id int unsigned null,
    source_customer_billing_fee_id int unsigned null, source_carrier_billing_zone_id int unsigned null,
    source_reseller_billing_zone_id int unsigned null, source_customer_billing_zone_id int unsigned null,
    destination_carrier_cost decimal(14,6) null, destination_reseller_cost decimal(14,6) null, destination_customer_cost decimal(14,6) null,
    destination_carrier_free_time int unsigned null, destination_reseller_free_time int unsigned null,
    destination_customer_free_time int unsigned null, destination_carrier_billing_fee_id int unsigned null,
    destination_reseller_billing_fee_id int unsigned null, destination_customer_billing_fee_id int unsigned null,
    destination_carrier_billing_zone_id int unsigned null, destination_reseller_billing_zone_id int unsigned null,
    destination_customer_billing_zone_id int unsigned null,
    frag_carrier_onpeak boolean null, frag_reseller_onpeak boolean null, frag_customer_onpeak boolean null,
    is_fragmented    boolean      null,
    split            tinyint unsigned not null default 0,
    rated_at         datetime(6)  null,
    rating_status    varchar(8)   not null default 'unrated',      -- unrated, ok, failed
    exported_at      datetime(6)  null,
    export_status    varchar(12)  not null default 'unexported',   -- unexported, ok, failed
    source_lnp_prefix varchar(255) not null default '',
    source_lnp_type  varchar(255) null,
    source_user_out  varchar(255) not null default '',
    destination_lnp_prefix varchar(255) not null default '',
    destination_lnp_type varchar(255) null,
    destination_user_out varchar(255) not null default '',
    key cdr_call_id (call_id),
    key cdr_start_time (start_time),
    key cdr_source_account (source_account_id),
    key cdr_destination_account (destination_account_id),
    key cdr_source_user_id (source_user_id),
    key cdr_destination_user_id (destination_user_id),
    key cdr_rating_status (rating_status, start_time)
);

create table accounting.cdr_tag (
    id               int unsigned not null primary key,
    type             varchar(64)  not null,
    unique key cdr_tag_type (type)
);

create table accounting.cdr_direction (
    id               int unsigned not null primary key,
    type             varchar(16)  not null,
    unique key cdr_direction_type (type)
);

create table accounting.cdr_provider (
    id               int unsigned not null primary key,
    type             varchar(16)  not null,
    unique key cdr_provider_type (type)
);

create table accounting.cdr_tag_data (
    cdr_id           bigint unsigned not null,
    provider_id      int unsigned not null,
    direction_id     int unsigned not null,
    tag_id           int unsigned not null,
    val              varchar(255) not null,
    cdr_start_time   decimal(13,3) not null,
    primary key (cdr_id, provider_id, direction_id, tag_id),
    constraint cdr_tag_data_cdr foreign key (cdr_id) references accounting.cdr (id) on delete cascade,
    constraint cdr_tag_data_tag foreign key (tag_id) references accounting.cdr_tag (id)
);

-- CDRs of one chain of forwards and transfers share a group.
create table accounting.cdr_group (
    cdr_id           bigint unsigned not null primary key,
    call_id          varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    cdr_start_time   decimal(13,3) not null,
    key cdr_group_call_id (call_id),
    constraint cdr_group_cdr foreign key (cdr_id) references accounting.cdr (id) on delete cascade
);

create table accounting.cdr_mos_data (
    cdr_id           bigint unsigned not null primary key,
    mos_average      decimal(4,1) not null,
    mos_average_packetloss decimal(4,1) not null,
    mos_average_jitter decimal(5,1) not null,
    mos_average_roundtrip decimal(5,1) not null,
    cdr_start_time   decimal(13,3) not null,
    constraint cdr_mos_data_cdr foreign key (cdr_id) references accounting.cdr (id) on delete cascade
);

insert into accounting.cdr_direction values (1, 'source'), (2, 'destination');
insert into accounting.cdr_provider values (1, 'carrier'), (2, 'reseller'), (3, 'customer');
insert into accounting.cdr_tag values
    (1, 'calling_party_category'), (2, 'furnished_charging_info'), (3, 'header=P-Asserted-Identity'), (4, 'header=Diversion'),
    (5, 'header=User-to-User'), (6, 'extra_rate'), (7, 'concurrent_calls_count'), (8, 'concurrent_calls_count_customer'),
    (9, 'concurrent_calls_quota'), (10, 'balance_delta'), (11, 'header=History-Info'), (12, 'hg_ext_response'), (13, 'r_user'),
    (14, 'r_ua'), (15, 'header=P-Preferred-Identity');

-- A mailbox per subscriber; the name is the digits of the primary number, else the subscriber's uuid.
create table voicemail.voicemail_users (
    uniqueid         int unsigned not null auto_increment primary key,
    customer_id      char(36)     character set utf8mb4 collate utf8mb4_bin not null,   -- the subscriber's uuid
    context          varchar(63)  not null default 'default',
    mailbox          varchar(36)  character set utf8mb4 collate utf8mb4_bin not null,
    password         varchar(31)  not null,   -- PIN
    fullname         varchar(255) not null default '',
    email            varchar(255) not null default '',
    pager            varchar(255) not null default '',
    tz               varchar(80)  not null default 'vienna',
    attach           varchar(4)   not null default 'yes',
    saycid           varchar(4)   not null default 'yes',
    envelope         varchar(4)   not null default 'no',
    sayduration      varchar(4)   not null default 'no',
    `delete`         varchar(4)   not null default 'no',
    stamp            datetime(6)  not null default current_timestamp(6),
    unique key voicemail_users_mailbox (context, mailbox),
    key voicemail_users_customer (customer_id)
);

create table voicemail.voicemail_spool (
    id               bigint unsigned not null auto_increment primary key,
    msgnum           int unsigned not null default 0,
    dir              varchar(127) not null,   -- /var/spool/asterisk/voicemail/CONTEXT/MAILBOX/INBOX|Old|Urgent|unavail|busy...
    context          varchar(63)  not null default '',
    callerid         varchar(255) not null default '',
    origtime         varchar(16)  not null default '',   -- epoch seconds
    duration         varchar(16)  not null default '',   -- seconds
    mailboxuser      varchar(255) character set utf8mb4 collate utf8mb4_bin not null default '',
    mailboxcontext   varchar(63)  not null default '',
    call_id          varchar(255) character set utf8mb4 collate utf8mb4_bin not null default '',
    flag             varchar(16)  not null default '',
    recording        longblob     null,   -- WAV
    transcript       text         null,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    key voicemail_spool_dir (dir, msgnum),
    key voicemail_spool_mailbox (mailboxcontext, mailboxuser)
);
