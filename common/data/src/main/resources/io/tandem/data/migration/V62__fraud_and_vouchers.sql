-- Limits of what customers may spend, what they have spent, and vouchers.

create table billing.contract_fraud_preferences (
    contract_id      int unsigned not null primary key,
    fraud_interval_limit int unsigned null, fraud_interval_lock tinyint unsigned null, fraud_interval_notify varchar(255) null,
    fraud_daily_limit int unsigned null, fraud_daily_lock tinyint unsigned null, fraud_daily_notify varchar(255) null,
    constraint contract_fraud_preferences_contract foreign key (contract_id) references billing.contracts (id) on delete cascade
);

-- Costs in cents of the calls that began in a day or a month.
create table accounting.cdr_period_costs (
    id               int unsigned not null auto_increment primary key,
    contract_id      int unsigned not null,
    period           varchar(8)   not null,   -- day, month
    period_date      date         not null,   -- its first day
    direction        varchar(4)   not null default 'out',
    customer_cost    decimal(20,6) not null default 0,
    reseller_cost    decimal(20,6) not null default 0,
    cdr_count        int unsigned not null default 0,
    fraud_limit_exceeded boolean  not null default 0,
    fraud_limit_type varchar(16)  null,       -- contract, billing_profile
    notify_status    varchar(12)  null,       -- new, notified
    notified_at      datetime     null,
    unique key cdr_period_costs_period (contract_id, period, period_date, direction),
    key cdr_period_costs_fraud (fraud_limit_exceeded, notify_status)
);

-- The code is encrypted with a key that nodes derive from their common secret; equal codes look equal.
create table billing.vouchers (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    code             varchar(768) character set ascii collate ascii_bin not null,
    amount           decimal(20,6) not null default 0,
    valid_until      datetime     not null,
    customer_id      int unsigned null,
    package_id       int unsigned null,
    used_at          datetime     null,
    used_by_subscriber_id int unsigned null,
    created_at       datetime(6)  not null default current_timestamp(6),
    unique key vouchers_code (reseller_id, code),
    key vouchers_by_code (code),
    key vouchers_valid_until (valid_until),
    key vouchers_used_at (used_at),
    constraint vouchers_reseller foreign key (reseller_id) references billing.resellers (id),
    constraint vouchers_customer foreign key (customer_id) references billing.contracts (id),
    constraint vouchers_package foreign key (package_id) references billing.profile_packages (id)
);

-- Sums of a customer's calls in a stretch of time.
alter table accounting.cdr
    add key cdr_source_account_time (source_account_id, start_time),
    add key cdr_destination_account_time (destination_account_id, start_time);
