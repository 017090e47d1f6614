-- Locations of a customer, told by the networks its phones are in, and preferences of resellers.

create table provisioning.voip_contract_locations (
    id               int unsigned not null auto_increment primary key,
    contract_id      int unsigned not null,
    name             varchar(255) not null,
    description      varchar(255) not null default '',
    unique key voip_contract_locations_name (contract_id, name),
    constraint voip_contract_locations_contract foreign key (contract_id) references billing.contracts (id) on delete cascade
);

create table provisioning.voip_contract_location_blocks (
    id               int unsigned not null auto_increment primary key,
    location_id      int unsigned not null,
    ip               varchar(39)  not null,
    mask             tinyint unsigned null,   -- leading bits that count; null: all
    unique key voip_contract_location_blocks_block (location_id, ip, mask),
    constraint voip_contract_location_blocks_location foreign key (location_id)
        references provisioning.voip_contract_locations (id) on delete cascade
);

alter table provisioning.voip_contract_preferences add constraint voip_contract_preferences_location
    foreign key (location_id) references provisioning.voip_contract_locations (id) on delete cascade;

create table provisioning.voip_reseller_preferences (
    id               int unsigned not null auto_increment primary key,
    reseller_id      int unsigned not null,
    attribute_id     int unsigned not null,
    value            varchar(128) not null,
    modify_timestamp datetime(6)  not null default current_timestamp(6),
    constraint voip_reseller_preferences_owner foreign key (reseller_id) references billing.resellers (id) on delete cascade,
    constraint voip_reseller_preferences_attribute foreign key (attribute_id) references provisioning.voip_preferences (id)
);

-- Existing clients set it by id (wire-contract.md section 1), beside the name in emergency_mapping_container.
update provisioning.voip_preferences set internal = 0 where attribute = 'emergency_mapping_container_id';
