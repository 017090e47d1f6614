-- Tenants, contracts, customers, domains, subscribers, numbers, preferences.
-- Table and column names are those that operators' reports and scripts of this switch family know.
-- A domain and a subscriber have the same id in billing (kept for good) and in provisioning (gone on termination).
-- User parts and identifiers compare by code point (utf8mb4_bin: RFC 3261 §19.1.4), host names ignore case.

create table billing.products (
    id          int unsigned not null primary key,
    class       varchar(16)  not null,   -- sippeering, pstnpeering, reseller, sipaccount, pbxaccount
    handle      varchar(63)  not null,
    name        varchar(127) not null,
    unique key products_handle (handle)
);

create table billing.contacts (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned null,   -- null: a system contact
    firstname varchar(127) null, lastname varchar(127) null, company varchar(127) null,
    email            varchar(255) null,
    street varchar(127) null, postcode varchar(16) null, city varchar(127) null, country char(2) null,
    iban varchar(34) null, bic varchar(11) null, bankname varchar(255) null, vatnum varchar(127) null, comregnum varchar(31) null,
    phonenumber varchar(31) null, mobilenumber varchar(31) null, faxnumber varchar(31) null,
    timezone         varchar(80)  null,
    gpp0 varchar(255) null, gpp1 varchar(255) null, gpp2 varchar(255) null, gpp3 varchar(255) null, gpp4 varchar(255) null,
    gpp5 varchar(255) null, gpp6 varchar(255) null, gpp7 varchar(255) null, gpp8 varchar(255) null, gpp9 varchar(255) null,
    newsletter       boolean      not null default 0,
    status           varchar(16)  not null default 'active',   -- active, terminated
    create_timestamp datetime(6)  not null default current_timestamp(6),
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    terminate_timestamp datetime(6) null,
    key contacts_email (email),
    key contacts_reseller (reseller_id)
);

create table billing.contracts (
    id               int unsigned not null auto_increment primary key,
    contact_id       int unsigned null,
    product_id       int unsigned not null,
    status           varchar(16)  not null default 'active',   -- pending, active, locked, terminated
    external_id      varchar(255) null,
    max_subscribers  int unsigned null,
    vat_rate         decimal(14,6) not null default 0,
    add_vat          boolean      not null default 0,
    profile_package_id int unsigned null,
    subscriber_email_template_id int unsigned null,
    passreset_email_template_id int unsigned null,
    invoice_email_template_id int unsigned null,
    invoice_template_id int unsigned null,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    activate_timestamp datetime(6) null,
    terminate_timestamp datetime(6) null,
    key contracts_external_id (external_id),
    constraint contracts_contact foreign key (contact_id) references billing.contacts (id),
    constraint contracts_product foreign key (product_id) references billing.products (id)
);

create table billing.resellers (
    id               int unsigned not null auto_increment primary key,
    contract_id      int unsigned not null,
    name             varchar(63)  not null,
    status           varchar(16)  not null default 'active',   -- active, locked, terminated
    unique key resellers_contract (contract_id),
    unique key resellers_name (name),
    constraint resellers_contract_id foreign key (contract_id) references billing.contracts (id)
);

alter table billing.contacts add constraint contacts_reseller_id foreign key (reseller_id) references billing.resellers (id);

create table billing.billing_profiles (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    handle           varchar(63)  not null,
    name             varchar(31)  not null,
    prepaid          boolean      not null default 0,
    prepaid_library  varchar(16)  not null default 'libswrate',
    advice_of_charge boolean      not null default 0,
    ignore_domain    boolean      not null default 0,
    interval_charge  double       not null default 0,
    interval_free_time int        not null default 0,
    interval_free_cash double     not null default 0,
    interval_unit    varchar(8)   not null default 'month',
    interval_count   int unsigned not null default 1,
    fraud_interval_limit int unsigned null, fraud_interval_lock tinyint unsigned null, fraud_interval_notify varchar(255) null,
    fraud_daily_limit int unsigned null, fraud_daily_lock tinyint unsigned null, fraud_daily_notify varchar(255) null,
    fraud_use_reseller_rates tinyint unsigned not null default 0,
    currency         varchar(31)  null,
    status           varchar(16)  not null default 'active',   -- active, terminated
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    create_timestamp datetime(6)  not null default current_timestamp(6),
    terminate_timestamp datetime(6) null,
    unique key billing_profiles_handle (reseller_id, handle),
    constraint billing_profiles_reseller foreign key (reseller_id) references billing.resellers (id)
);

-- Which profile a contract has from when on; the row without dates is the base.
create table billing.contracts_billing_profile_network (
    id               int unsigned not null auto_increment primary key,
    contract_id      int unsigned not null,
    billing_profile_id int unsigned not null,
    billing_network_id int unsigned null,
    start_date       datetime(6)  null,
    end_date         datetime(6)  null,
    base             boolean      not null default 0,
    constraint cbpn_contract foreign key (contract_id) references billing.contracts (id) on delete cascade,
    constraint cbpn_profile foreign key (billing_profile_id) references billing.billing_profiles (id)
);

create table billing.domains (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    domain           varchar(127) not null,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    unique key domains_domain (domain),
    constraint domains_reseller foreign key (reseller_id) references billing.resellers (id)
);

create table billing.voip_numbers (
    id               int unsigned not null auto_increment primary key,
    cc               int unsigned not null,
    ac               varchar(7)   character set utf8mb4 collate utf8mb4_bin not null default '',
    sn               varchar(31)  character set utf8mb4 collate utf8mb4_bin not null default '',
    reseller_id      int unsigned null,
    subscriber_id    int unsigned null,   -- null: free
    status           varchar(16)  not null default 'active',   -- active, reserved, locked, deported
    ported           boolean      not null default 0,
    list_timestamp   datetime(6)  not null default current_timestamp(6),
    unique key voip_numbers_number (cc, ac, sn),
    key voip_numbers_subscriber (subscriber_id)
);

create table billing.voip_subscribers (
    id               int unsigned not null auto_increment primary key,
    contract_id      int unsigned not null,
    uuid             char(36)     character set utf8mb4 collate utf8mb4_bin not null,
    username         varchar(127) character set utf8mb4 collate utf8mb4_bin not null,
    domain_id        int unsigned not null,
    status           varchar(16)  not null default 'active',   -- active, locked, terminated
    primary_number_id int unsigned null,
    external_id      varchar(255) null,
    contact_id       int unsigned null,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    unique key voip_subscribers_uuid (uuid),
    key voip_subscribers_name (domain_id, username),
    key voip_subscribers_external_id (external_id),
    constraint voip_subscribers_contract foreign key (contract_id) references billing.contracts (id),
    constraint voip_subscribers_contact foreign key (contact_id) references billing.contacts (id),
    constraint voip_subscribers_number foreign key (primary_number_id) references billing.voip_numbers (id) on delete set null
);
-- domain_id of a terminated subscriber may outlive the domain, so it has no foreign key.

alter table billing.voip_numbers add constraint voip_numbers_owner
    foreign key (subscriber_id) references billing.voip_subscribers (id) on delete set null;

create table billing.acl_roles (
    id               int unsigned not null primary key,
    role             varchar(64)  not null,
    is_acl           boolean      not null default 1,
    unique key acl_roles_role (role)
);

create table billing.admins (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned null,
    role_id          int unsigned not null,
    login            varchar(31)  not null,
    email            varchar(255) null,
    saltedpass       varchar(54)  character set utf8mb4 collate utf8mb4_bin null,   -- bcrypt cost 13: SALT(22)$HASH(31)
    auth_mode        varchar(8)   not null default 'local',   -- local, ldap
    is_master boolean not null default 0, is_superuser boolean not null default 0, is_system boolean not null default 0,
    is_ccare boolean not null default 0, is_active boolean not null default 1, read_only boolean not null default 0,
    show_passwords boolean not null default 1, call_data boolean not null default 0, billing_data boolean not null default 1,
    lawful_intercept boolean not null default 0, can_reset_password boolean not null default 1,
    enable_2fa boolean not null default 0, otp_secret varchar(128) null, show_otp_registration_info boolean not null default 0,
    ssl_client_m_serial bigint unsigned null,
    ssl_client_certificate text null,
    ban_increment_stage int unsigned not null default 0, last_banned_at datetime(6) null, last_banned_ip varchar(45) null,
    saltedpass_modify_timestamp datetime(6) not null default current_timestamp(6),
    unique key admins_login (login),
    unique key admins_email (email),
    unique key admins_certificate (ssl_client_m_serial),
    constraint admins_reseller foreign key (reseller_id) references billing.resellers (id),
    constraint admins_role foreign key (role_id) references billing.acl_roles (id)
);

create table billing.journals (
    id               bigint unsigned not null auto_increment primary key,
    operation        varchar(8)   not null,   -- create, update, delete
    resource_name    varchar(64)  not null,
    resource_id      bigint unsigned not null,
    timestamp        decimal(13,3) not null,
    username         varchar(127) null,
    role_id          int unsigned null,
    reseller_id      int unsigned null,
    tx_id            varchar(36)  null,
    content_format   varchar(16)  not null default 'json',
    content          longtext     null,
    key journals_resource (resource_name, resource_id)
);

create table provisioning.voip_domains (
    id               int unsigned not null primary key,   -- = billing.domains.id
    domain           varchar(127) not null,
    unique key voip_domains_domain (domain),
    constraint voip_domains_id foreign key (id) references billing.domains (id) on delete cascade
);

create table provisioning.voip_subscriber_profile_sets (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    name             varchar(255) not null,
    description      varchar(255) not null default '',
    unique key voip_subscriber_profile_sets_name (reseller_id, name),
    constraint voip_subscriber_profile_sets_reseller foreign key (reseller_id) references billing.resellers (id)
);

create table provisioning.voip_subscriber_profiles (
    id               int unsigned not null auto_increment primary key,
    set_id           int unsigned not null,
    name             varchar(255) not null,
    description      varchar(255) not null default '',
    set_default      boolean      not null default 0,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    unique key voip_subscriber_profiles_name (set_id, name),
    constraint voip_subscriber_profiles_set foreign key (set_id) references provisioning.voip_subscriber_profile_sets (id) on delete cascade
);

create table provisioning.voip_subscribers (
    id               int unsigned not null primary key,   -- = billing.voip_subscribers.id
    username         varchar(127) character set utf8mb4 collate utf8mb4_bin not null,
    domain_id        int unsigned not null,
    uuid             char(36)     character set utf8mb4 collate utf8mb4_bin not null,
    password         varchar(128) character set utf8mb4 collate utf8mb4_bin not null default '',   -- SIP digest needs it recoverable
    admin            boolean      not null default 0,
    account_id       int unsigned not null,   -- = billing.contracts.id of the customer
    webusername      varchar(127) character set utf8mb4 collate utf8mb4_bin null,
    webpassword      varchar(128) character set utf8mb4 collate utf8mb4_bin null,   -- bcrypt as in billing.admins.saltedpass
    is_pbx_pilot     boolean      not null default 0,
    is_pbx_group     boolean      not null default 0,
    pbx_extension    varchar(255) null,
    pbx_hunt_policy  varchar(16)  null,   -- serial, parallel, random, circular
    pbx_hunt_timeout int unsigned null,
    pbx_hunt_cancel_mode varchar(8) null,   -- bye, cancel
    profile_set_id   int unsigned null,
    profile_id       int unsigned null,
    create_timestamp datetime(6)  not null default current_timestamp(6),
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    password_modify_timestamp datetime(6) not null default current_timestamp(6),
    webpassword_modify_timestamp datetime(6) not null default current_timestamp(6),
    unique key voip_subscribers_name (username, domain_id),
    unique key voip_subscribers_uuid (uuid),
    unique key voip_subscribers_webname (webusername, domain_id),
    key voip_subscribers_account (account_id),
    constraint voip_subscribers_id foreign key (id) references billing.voip_subscribers (id),
    constraint voip_subscribers_domain foreign key (domain_id) references provisioning.voip_domains (id) on delete cascade,
    constraint voip_subscribers_profile_set foreign key (profile_set_id)
        references provisioning.voip_subscriber_profile_sets (id) on delete set null,
    constraint voip_subscribers_profile foreign key (profile_id) references provisioning.voip_subscriber_profiles (id) on delete set null
);

-- Numbers (digits of cc, ac, sn) and device names under which a subscriber is also reached.
create table provisioning.voip_dbaliases (
    id               int unsigned not null auto_increment primary key,
    username         varchar(127) character set utf8mb4 collate utf8mb4_bin not null,
    domain_id        int unsigned not null,
    subscriber_id    int unsigned not null,
    is_primary       boolean      not null default 0,
    is_devid         boolean      not null default 0,
    devid_alias      varchar(127) null,
    unique key voip_dbaliases_name (username, domain_id),
    constraint voip_dbaliases_domain foreign key (domain_id) references provisioning.voip_domains (id) on delete cascade,
    constraint voip_dbaliases_subscriber foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

create table provisioning.voip_preference_groups (
    id               int unsigned not null primary key,
    name             varchar(80)  not null
);

create table provisioning.voip_preferences (
    id               int unsigned not null auto_increment primary key,
    voip_preference_groups_id int unsigned not null,
    attribute        varchar(63)  character set utf8mb4 collate utf8mb4_bin not null,
    label            varchar(255) not null,
    description      text         null,
    type             tinyint      not null default 0,   -- 0 string, 1 integer, 2 blob
    data_type        varchar(8)   not null default 'string',   -- boolean, int, string, enum, blob
    max_occur        tinyint unsigned not null default 1,   -- 0: any number of values
    usr_pref boolean not null default 0, prof_pref boolean not null default 0, dom_pref boolean not null default 0,
    peer_pref boolean not null default 0, contract_pref boolean not null default 0,
    contract_location_pref boolean not null default 0, reseller_pref boolean not null default 0,
    dev_pref boolean not null default 0, devprof_pref boolean not null default 0, fielddev_pref boolean not null default 0,
    internal         boolean      not null default 0,
    read_only        boolean      not null default 0,
    expose_to_customer boolean not null default 0,
    expose_to_subscriber boolean not null default 0,
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    unique key voip_preferences_attribute (attribute),
    constraint voip_preferences_group foreign key (voip_preference_groups_id) references provisioning.voip_preference_groups (id)
);

-- A row per value; value null means "inherit". default_val marks what applies when nothing is stored; for dom_pref rows it is
-- also what a new domain gets as a stored preference.
create table provisioning.voip_preferences_enum (
    id               int unsigned not null auto_increment primary key,
    preference_id    int unsigned not null,
    label            varchar(255) not null,
    value            varchar(64)  null,
    usr_pref boolean not null default 0, prof_pref boolean not null default 0, dom_pref boolean not null default 0,
    peer_pref boolean not null default 0, contract_pref boolean not null default 0,
    contract_location_pref boolean not null default 0, reseller_pref boolean not null default 0,
    default_val      boolean      not null default 0,
    constraint voip_preferences_enum_preference foreign key (preference_id) references provisioning.voip_preferences (id) on delete cascade
);

create table provisioning.voip_profile_attributes (
    profile_id       int unsigned not null,
    attribute_id     int unsigned not null,
    primary key (profile_id, attribute_id),
    constraint voip_profile_attributes_profile foreign key (profile_id)
        references provisioning.voip_subscriber_profiles (id) on delete cascade,
    constraint voip_profile_attributes_attribute foreign key (attribute_id) references provisioning.voip_preferences (id)
);

create table provisioning.voip_usr_preferences (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    attribute_id     int unsigned not null,
    value            varchar(128) not null,
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    key voip_usr_preferences_value (attribute_id, value),
    constraint voip_usr_preferences_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade,
    constraint voip_usr_preferences_attribute foreign key (attribute_id) references provisioning.voip_preferences (id)
);

create table provisioning.voip_prof_preferences (
    id               int unsigned not null auto_increment primary key,
    profile_id       int unsigned not null,
    attribute_id     int unsigned not null,
    value            varchar(128) not null,
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    constraint voip_prof_preferences_owner foreign key (profile_id) references provisioning.voip_subscriber_profiles (id) on delete cascade,
    constraint voip_prof_preferences_attribute foreign key (attribute_id) references provisioning.voip_preferences (id)
);

create table provisioning.voip_dom_preferences (
    id               int unsigned not null auto_increment primary key,
    domain_id        int unsigned not null,
    attribute_id     int unsigned not null,
    value            varchar(128) not null,
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    constraint voip_dom_preferences_owner foreign key (domain_id) references provisioning.voip_domains (id) on delete cascade,
    constraint voip_dom_preferences_attribute foreign key (attribute_id) references provisioning.voip_preferences (id)
);

create table provisioning.voip_contract_preferences (
    id               int unsigned not null auto_increment primary key,
    contract_id      int unsigned not null,
    location_id      int unsigned null,   -- null: the whole customer
    attribute_id     int unsigned not null,
    value            varchar(128) not null,
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    constraint voip_contract_preferences_owner foreign key (contract_id) references billing.contracts (id) on delete cascade,
    constraint voip_contract_preferences_attribute foreign key (attribute_id) references provisioning.voip_preferences (id)
);

create table provisioning.voip_peer_groups (
    id               int unsigned not null auto_increment primary key,
    name             varchar(127) not null,
    priority         tinyint unsigned not null default 1,
    description      varchar(255) null,
    peering_contract_id int unsigned not null,
    has_inbound_rules boolean     not null default 0,
    time_set_id      int unsigned null,
    unique key voip_peer_groups_name (name),
    constraint voip_peer_groups_contract foreign key (peering_contract_id) references billing.contracts (id)
);

create table provisioning.voip_peer_hosts (
    id               int unsigned not null auto_increment primary key,
    group_id         int unsigned not null,
    name             varchar(64)  not null default '',
    ip               varchar(45)  not null,
    host             varchar(127) null,
    port             int unsigned not null default 5060,
    transport        tinyint unsigned not null default 1,   -- 1 UDP, 2 TCP, 3 TLS
    weight           tinyint unsigned not null default 1,
    via_route        varchar(255) null,
    enabled          boolean      not null default 1,
    probe            boolean      not null default 0,
    unique key voip_peer_hosts_name (group_id, name),
    key voip_peer_hosts_ip (ip),
    constraint voip_peer_hosts_group foreign key (group_id) references provisioning.voip_peer_groups (id) on delete cascade
);

create table provisioning.voip_peer_preferences (
    id               int unsigned not null auto_increment primary key,
    peer_host_id     int unsigned not null,
    attribute_id     int unsigned not null,
    value            varchar(128) not null,
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    constraint voip_peer_preferences_owner foreign key (peer_host_id) references provisioning.voip_peer_hosts (id) on delete cascade,
    constraint voip_peer_preferences_attribute foreign key (attribute_id) references provisioning.voip_preferences (id)
);

create table provisioning.voip_usr_preferences_blob (
    id               int unsigned not null auto_increment primary key,
    preference_id    int unsigned not null,
    content_type     varchar(128) not null default 'application/data',
    value            mediumblob   null,
    unique key voip_usr_preferences_blob_preference (preference_id),
    constraint voip_usr_preferences_blob_owner foreign key (preference_id)
        references provisioning.voip_usr_preferences (id) on delete cascade
);

create table provisioning.voip_dom_preferences_blob (
    id               int unsigned not null auto_increment primary key,
    preference_id    int unsigned not null,
    content_type     varchar(128) not null default 'application/data',
    value            mediumblob   null,
    unique key voip_dom_preferences_blob_preference (preference_id),
    constraint voip_dom_preferences_blob_owner foreign key (preference_id)
        references provisioning.voip_dom_preferences (id) on delete cascade
);

-- What changed, in the transaction that changed it. Call nodes tail it and drop what they cached (docs/architecture: Change).
create table provisioning.change_log (
    id               bigint unsigned not null auto_increment primary key,
    entity           varchar(32)  character set utf8mb4 collate utf8mb4_bin not null,
    entity_key       varchar(191) character set utf8mb4 collate utf8mb4_bin not null,
    changed_at       datetime(6)  not null default current_timestamp(6),
    key change_log_changed_at (changed_at)
);
