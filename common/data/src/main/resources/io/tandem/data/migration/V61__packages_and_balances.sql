-- Networks that calls come from, profile packages, what customers have left, and a log of top-ups. Money is cents.
-- A row that is terminated stays for those that name it and gives its name free.

create table billing.billing_networks (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    name             varchar(255) not null,
    description      varchar(255) not null,
    status           varchar(16)  not null default 'active',   -- active, terminated
    live_name        varchar(255) generated always as (if(status = 'active', name, null)) stored,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    terminate_timestamp datetime(6) null,
    unique key billing_networks_live (reseller_id, live_name),
    key billing_networks_name (name),
    constraint billing_networks_reseller foreign key (reseller_id) references billing.resellers (id)
);

-- First and last address of a block in network order: an address lies in it when it lies between.
create table billing.billing_network_blocks (
    id               int unsigned not null auto_increment primary key,
    network_id       int unsigned not null,
    ip               varchar(39)  not null,
    mask             tinyint unsigned null,   -- null: this address alone
    _ipv4_net_from   varbinary(4) null, _ipv4_net_to varbinary(4) null,
    _ipv6_net_from   varbinary(16) null, _ipv6_net_to varbinary(16) null,
    key billing_network_blocks_ipv4 (_ipv4_net_from, _ipv4_net_to),
    key billing_network_blocks_ipv6 (_ipv6_net_from, _ipv6_net_to),
    constraint billing_network_blocks_network foreign key (network_id) references billing.billing_networks (id) on delete cascade
);

alter table billing.contracts_billing_profile_network add constraint cbpn_network
    foreign key (billing_network_id) references billing.billing_networks (id);

create table billing.profile_packages (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    name             varchar(255) not null,
    description      varchar(255) not null,
    status           varchar(16)  not null default 'active',   -- active, terminated
    live_name        varchar(255) generated always as (if(status = 'active', name, null)) stored,
    initial_balance  decimal(14,6) not null default 0,
    service_charge   decimal(14,6) not null default 0,
    balance_interval_unit varchar(8) not null default 'month',   -- minute, hour, day, week, month
    balance_interval_value int unsigned not null default 1,
    balance_interval_start_mode varchar(16) not null default '1st',   -- 1st, 1st_tz, create, create_tz, topup, topup_interval
    carry_over_mode  varchar(32)  not null default 'carry_over',   -- carry_over, carry_over_timely, discard
    timely_duration_unit varchar(8) null, timely_duration_value int unsigned null,
    notopup_discard_intervals int unsigned null,
    underrun_lock_threshold decimal(14,6) null, underrun_lock_level tinyint unsigned null,
    underrun_profile_threshold decimal(14,6) null,
    topup_lock_level tinyint unsigned null,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    terminate_timestamp datetime(6) null,
    unique key profile_packages_live (reseller_id, live_name),
    key profile_packages_name (name),
    constraint profile_packages_reseller foreign key (reseller_id) references billing.resellers (id)
);

create table billing.package_profile_sets (
    id               int unsigned not null auto_increment primary key,
    package_id       int unsigned not null,
    discriminator    varchar(8)   not null,   -- initial, underrun, topup
    profile_id       int unsigned not null,
    network_id       int unsigned null,
    constraint package_profile_sets_package foreign key (package_id) references billing.profile_packages (id) on delete cascade,
    constraint package_profile_sets_profile foreign key (profile_id) references billing.billing_profiles (id),
    constraint package_profile_sets_network foreign key (network_id) references billing.billing_networks (id)
);

alter table billing.contracts add constraint contracts_profile_package
    foreign key (profile_package_id) references billing.profile_packages (id);

-- Intervals of a contract, without gaps. "end" is the last second; the open-ended have the year 9999.
create table billing.contract_balances (
    id               int unsigned not null auto_increment primary key,
    contract_id      int unsigned not null,
    start            datetime     not null,
    end              datetime     not null,
    cash_balance     decimal(20,6) not null default 0,
    initial_cash_balance decimal(20,6) not null default 0,
    cash_balance_interval decimal(20,6) not null default 0,   -- spent
    free_time_balance bigint      not null default 0,
    initial_free_time_balance bigint not null default 0,
    free_time_balance_interval bigint not null default 0,     -- spent
    topup_count      int unsigned not null default 0,
    timely_topup_count int unsigned not null default 0,
    underrun_profiles datetime    null,   -- when the profiles for an empty balance were set, or the lock
    underrun_lock    datetime     null,
    invoice_id       int unsigned null,
    unique key contract_balances_start (contract_id, start),
    key contract_balances_end (contract_id, end),
    constraint contract_balances_contract foreign key (contract_id) references billing.contracts (id) on delete cascade
);

-- Names nothing by foreign key: entries stay, and one of a failure is written while the rest is undone.
create table billing.topup_log (
    id               int unsigned not null auto_increment primary key,
    username         varchar(127) null,
    timestamp        decimal(13,3) not null,
    type             varchar(16)  not null,   -- cash, voucher, set_balance
    outcome          varchar(8)   not null,   -- ok, failed
    message          varchar(255) null,
    reseller_id      int unsigned null,
    subscriber_id    int unsigned null,
    contract_id      int unsigned null,
    amount           decimal(20,6) null,
    voucher_id       int unsigned null,
    cash_balance_before decimal(20,6) null, cash_balance_after decimal(20,6) null,
    package_before_id int unsigned null, package_after_id int unsigned null,
    profile_before_id int unsigned null, profile_after_id int unsigned null,
    lock_level_before tinyint unsigned null, lock_level_after tinyint unsigned null,
    contract_balance_before_id int unsigned null, contract_balance_after_id int unsigned null,
    request_token    varchar(255) null,
    key topup_log_timestamp (timestamp),
    key topup_log_contract (contract_id, timestamp),
    key topup_log_subscriber (subscriber_id),
    key topup_log_voucher (voucher_id),
    key topup_log_reseller (reseller_id),
    key topup_log_request_token (request_token)
);
