-- Rewriting, header rules, restrictions, number portability, emergency mappings, peering rules and sounds (provisioning.md §4.1).
-- Patterns, numbers and identifiers compare by code point (utf8mb4_bin).

-- The six lists of a set have ids of their own: preferences and header rules name a list by it.
create table provisioning.voip_rewrite_rule_sets (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    name             varchar(255) not null,
    description      varchar(255) null,
    caller_in_dpid int unsigned null, callee_in_dpid int unsigned null, caller_out_dpid int unsigned null,
    callee_out_dpid int unsigned null, caller_lnp_dpid int unsigned null, callee_lnp_dpid int unsigned null,
    unique key voip_rewrite_rule_sets_name (reseller_id, name),
    constraint voip_rewrite_rule_sets_reseller foreign key (reseller_id) references billing.resellers (id)
);

create table provisioning.voip_rewrite_rules (
    id               int unsigned not null auto_increment primary key,
    set_id           int unsigned not null,
    match_pattern    varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    replace_pattern  varchar(255) character set utf8mb4 collate utf8mb4_bin not null default '',
    description      varchar(255) not null default '',
    direction        varchar(3)   not null default 'in',   -- in, out, lnp
    field            varchar(6)   not null default 'caller',   -- caller, callee
    priority         int unsigned not null default 50,   -- ascending, then by id
    enabled          boolean      not null default 1,
    key voip_rewrite_rules_list (set_id, direction, field, priority),
    constraint voip_rewrite_rules_set foreign key (set_id) references provisioning.voip_rewrite_rule_sets (id) on delete cascade
);

create table provisioning.voip_header_rule_sets (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    subscriber_id    int unsigned null,   -- rules that a subscriber owns
    name             varchar(127) not null,
    description      varchar(255) null,
    unique key voip_header_rule_sets_name (reseller_id, name),
    unique key voip_header_rule_sets_subscriber (subscriber_id),
    constraint voip_header_rule_sets_reseller foreign key (reseller_id) references billing.resellers (id),
    constraint voip_header_rule_sets_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

create table provisioning.voip_header_rules (
    id               int unsigned not null auto_increment primary key,
    set_id           int unsigned not null,
    name             varchar(127) not null,
    description      varchar(255) null,
    priority         int unsigned not null default 100,   -- ascending, then by id
    direction        varchar(16)  not null,   -- a_inbound, local, peer, a_outbound, b_outbound, cf_inbound, cf_outbound, reply
    stopper          boolean      not null default 0,
    enabled          boolean      not null default 1,
    key voip_header_rules_order (set_id, direction, priority),
    constraint voip_header_rules_set foreign key (set_id) references provisioning.voip_header_rule_sets (id) on delete cascade
);

create table provisioning.voip_header_rule_conditions (
    id               int unsigned not null auto_increment primary key,
    rule_id          int unsigned not null,
    match_type       varchar(16)  not null,   -- header, preference, avp
    match_part       varchar(16)  not null,   -- full, username, domain, port
    match_name       varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    expression       varchar(16)  not null,   -- is, contains, matches, regexp
    expression_negation boolean   not null default 0,
    value_type       varchar(16)  not null,   -- input, preference, avp
    rwr_set_id       int unsigned null,
    rwr_dp_id        int unsigned null,   -- one of the lists of that set
    enabled          boolean      not null default 1,
    constraint voip_header_rule_conditions_rule foreign key (rule_id) references provisioning.voip_header_rules (id) on delete cascade,
    constraint voip_header_rule_conditions_rewrite foreign key (rwr_set_id)
        references provisioning.voip_rewrite_rule_sets (id) on delete set null
);

create table provisioning.voip_header_rule_condition_values (
    id               int unsigned not null auto_increment primary key,
    condition_id     int unsigned not null,
    value            varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    constraint voip_header_rule_condition_values_owner foreign key (condition_id)
        references provisioning.voip_header_rule_conditions (id) on delete cascade
);

create table provisioning.voip_header_rule_actions (
    id               int unsigned not null auto_increment primary key,
    rule_id          int unsigned not null,
    priority         int unsigned not null default 100,   -- ascending, then by id
    header           varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    header_part      varchar(16)  not null,   -- full, username, domain, port
    action_type      varchar(16)  not null,   -- set, add, remove, rsub, header, preference
    value_part       varchar(16)  not null default 'full',
    value            varchar(255) character set utf8mb4 collate utf8mb4_bin null,
    rwr_set_id       int unsigned null,
    rwr_dp_id        int unsigned null,
    enabled          boolean      not null default 1,
    constraint voip_header_rule_actions_rule foreign key (rule_id) references provisioning.voip_header_rules (id) on delete cascade,
    constraint voip_header_rule_actions_rewrite foreign key (rwr_set_id)
        references provisioning.voip_rewrite_rule_sets (id) on delete set null
);

create table billing.ncos_levels (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    level            varchar(31)  not null,
    mode             varchar(9)   not null default 'blacklist',   -- blacklist, whitelist
    local_ac         boolean      not null default 0,
    intra_pbx        boolean      not null default 0,
    description      text         null,
    time_set_id      int unsigned null,
    time_set_invert  boolean      not null default 0,
    expose_to_customer boolean    not null default 0,
    unique key ncos_levels_level (reseller_id, level),
    constraint ncos_levels_reseller foreign key (reseller_id) references billing.resellers (id)
);

create table billing.ncos_pattern_list (
    id               int unsigned not null auto_increment primary key,
    ncos_level_id    int unsigned not null,
    pattern          varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    description      text         null,
    unique key ncos_pattern_list_pattern (ncos_level_id, pattern),
    constraint ncos_pattern_list_level foreign key (ncos_level_id) references billing.ncos_levels (id) on delete cascade
);

create table billing.lnp_providers (
    id               int unsigned not null auto_increment primary key,
    name             varchar(255) not null,
    prefix           varchar(32)  character set utf8mb4 collate utf8mb4_bin not null default '',
    authoritative    boolean      not null default 0,
    skip_rewrite     boolean      not null default 0,
    unique key lnp_providers_name (name)
);

-- A number may have a row per carrier; which one holds follows from start and end, the later start wins.
create table billing.lnp_numbers (
    id               int unsigned not null auto_increment primary key,
    number           varchar(31)  character set utf8mb4 collate utf8mb4_bin not null,
    routing_number   varchar(31)  character set utf8mb4 collate utf8mb4_bin null,
    lnp_provider_id  int unsigned not null,
    start            datetime     null,
    end              datetime     null,
    type             varchar(31)  null,
    unique key lnp_numbers_number (number, lnp_provider_id),
    key lnp_numbers_provider (lnp_provider_id),
    constraint lnp_numbers_provider_id foreign key (lnp_provider_id) references billing.lnp_providers (id) on delete cascade
);

create table billing.ncos_lnp_list (
    id               int unsigned not null auto_increment primary key,
    ncos_level_id    int unsigned not null,
    lnp_provider_id  int unsigned not null,
    description      text         null,
    unique key ncos_lnp_list_provider (ncos_level_id, lnp_provider_id),
    constraint ncos_lnp_list_level foreign key (ncos_level_id) references billing.ncos_levels (id) on delete cascade,
    constraint ncos_lnp_list_provider_id foreign key (lnp_provider_id) references billing.lnp_providers (id) on delete cascade
);

create table billing.ncos_lnp_pattern_list (
    id               int unsigned not null auto_increment primary key,
    ncos_lnp_list_id int unsigned not null,
    pattern          varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    description      text         null,
    unique key ncos_lnp_pattern_list_pattern (ncos_lnp_list_id, pattern),
    constraint ncos_lnp_pattern_list_list foreign key (ncos_lnp_list_id) references billing.ncos_lnp_list (id) on delete cascade
);

create table provisioning.emergency_containers (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    name             varchar(255) not null,
    unique key emergency_containers_name (reseller_id, name),
    constraint emergency_containers_reseller foreign key (reseller_id) references billing.resellers (id)
);

create table provisioning.emergency_mappings (
    id               int unsigned not null auto_increment primary key,
    emergency_container_id int unsigned not null,
    code             varchar(32)  character set utf8mb4 collate utf8mb4_bin not null,
    prefix           varchar(32)  character set utf8mb4 collate utf8mb4_bin null,
    suffix           varchar(32)  character set utf8mb4 collate utf8mb4_bin null,
    unique key emergency_mappings_code (emergency_container_id, code),
    constraint emergency_mappings_container foreign key (emergency_container_id)
        references provisioning.emergency_containers (id) on delete cascade
);

-- Clients look a peer server up by its name alone.
alter table provisioning.voip_peer_hosts
    add column site_id int unsigned null,
    add key voip_peer_hosts_group (group_id),
    drop key voip_peer_hosts_name,
    add unique key voip_peer_hosts_name (name);

create table provisioning.voip_peer_rules (
    id               int unsigned not null auto_increment primary key,
    group_id         int unsigned not null,
    callee_prefix    varchar(64)  character set utf8mb4 collate utf8mb4_bin not null default '',
    callee_pattern   varchar(255) character set utf8mb4 collate utf8mb4_bin null,   -- on the whole request URI
    caller_pattern   varchar(255) character set utf8mb4 collate utf8mb4_bin null,   -- on sip:user@domain
    description      varchar(255) not null default '',
    enabled          boolean      not null default 1,
    stopper          boolean      not null default 0,
    key voip_peer_rules_prefix (callee_prefix),
    constraint voip_peer_rules_group foreign key (group_id) references provisioning.voip_peer_groups (id) on delete cascade
);

create table provisioning.voip_peer_inbound_rules (
    id               int unsigned not null auto_increment primary key,
    group_id         int unsigned not null,
    field            varchar(16)  not null,   -- from_user ... pai_uri
    pattern          varchar(255) character set utf8mb4 collate utf8mb4_bin not null default '',
    reject_code      smallint unsigned null,
    reject_reason    varchar(64)  null,
    priority         int unsigned not null default 50,   -- ascending
    enabled          boolean      not null default 1,
    unique key voip_peer_inbound_rules_priority (group_id, priority),
    constraint voip_peer_inbound_rules_group foreign key (group_id) references provisioning.voip_peer_groups (id) on delete cascade
);

create table provisioning.voip_sound_groups (
    id               int unsigned not null primary key,
    name             varchar(63)  character set utf8mb4 collate utf8mb4_bin not null,
    unique key voip_sound_groups_name (name)
);

-- Some names stand in several groups; a file belongs to the row with the lowest id and is found by the name.
create table provisioning.voip_sound_handles (
    id               int unsigned not null auto_increment primary key,
    name             varchar(63)  character set utf8mb4 collate utf8mb4_bin not null,
    group_id         int unsigned not null,
    expose_to_customer boolean    not null default 1,
    unique key voip_sound_handles_name (name, group_id),
    constraint voip_sound_handles_group foreign key (group_id) references provisioning.voip_sound_groups (id)
);

create table provisioning.voip_sound_sets (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    contract_id      int unsigned null,   -- null: of the reseller, not of one customer
    name             varchar(127) not null,
    description      varchar(255) not null default '',
    contract_default boolean      not null default 0,
    parent_id        int unsigned null,   -- where a handle without a file of its own is looked up
    expose_to_customer boolean    not null default 0,
    unique key voip_sound_sets_name (reseller_id, name),
    constraint voip_sound_sets_reseller foreign key (reseller_id) references billing.resellers (id),
    constraint voip_sound_sets_contract foreign key (contract_id) references billing.contracts (id) on delete cascade,
    constraint voip_sound_sets_parent foreign key (parent_id) references provisioning.voip_sound_sets (id) on delete set null
);

create table provisioning.voip_sound_files (
    id               int unsigned not null auto_increment primary key,
    set_id           int unsigned not null,
    handle_id        int unsigned not null,
    filename         varchar(255) not null default '',
    loopplay         boolean      not null default 0,
    use_parent       boolean      not null default 1,
    codec            varchar(16)  not null default 'WAV',   -- WAV: RIFF, 8 kHz, mono, 16 bit linear
    data             mediumblob   null,
    unique key voip_sound_files_handle (set_id, handle_id),
    constraint voip_sound_files_set foreign key (set_id) references provisioning.voip_sound_sets (id) on delete cascade,
    constraint voip_sound_files_handle_id foreign key (handle_id) references provisioning.voip_sound_handles (id)
);
