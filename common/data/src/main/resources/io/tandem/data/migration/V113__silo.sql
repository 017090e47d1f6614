-- Messages (RFC 3428) for subscribers that none of their phones has taken yet. Columns as other tools of this switch family know them; times are epoch seconds.
create table provisioning.silo (
    id               bigint unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,            -- whose they are
    sender_id        int unsigned not null,            -- subscriber who has sent it, or who forwards it
    src_addr         text         not null,            -- From as the recipient is shown it, without tag
    dst_addr         text         not null,            -- To
    username         varchar(127) character set utf8mb4 collate utf8mb4_bin not null,   -- subscriber or one of its devices
    domain           varchar(127) not null,
    inc_time         bigint       not null,
    exp_time         bigint       not null,
    snd_time         bigint       not null default 0,  -- when somebody began to deliver it
    ctype            varchar(255) not null,            -- Content-Type
    body             mediumblob   not null,
    extra_hdrs       text         not null,            -- further header lines
    callid           varchar(255) not null,
    status           bigint       not null default 0,  -- 0 waits, else who delivers it
    key silo_owner (username, domain, id),
    key silo_sender (sender_id),
    key silo_expiry (exp_time),
    constraint silo_subscriber foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);
