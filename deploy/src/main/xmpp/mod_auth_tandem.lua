-- Subscribers of Tandem's provisioning database, by the SCRAM keys that the API writes with each password; no password leaves the database.
-- Keys of an earlier password do not count, nor do subscribers that are locked or terminated. Option: tandem_sql, as util.sql takes it.
local sql = require "util.sql";
local hex = require "util.hex";
local new_sasl = require "util.sasl".new;
local saslprep = require "util.encodings".stringprep.saslprep;
local database_sha1 = require "util.sasl.scram".getAuthenticationDatabaseSHA1;

local host = module.host;
local params = assert(module:get_option("tandem_sql"), "tandem_sql is not set");
local engine;

local query = [[
select hex(k.stored_key_sha1), hex(k.server_key_sha1), hex(k.stored_key_sha256), hex(k.server_key_sha256), hex(k.salt), k.iterations
from provisioning.voip_subscribers s
join provisioning.voip_domains d on d.id = s.domain_id
join billing.voip_subscribers b on b.id = s.id
join provisioning.scram_keys k on k.subscriber_id = s.id and k.of_password = unhex(sha2(concat(k.salt, cast(s.password as binary)), 256))
where s.username = ? and d.domain = ? and b.status = 'active']];

-- The keys of a subscriber; nil if there is none who may log in, or if the database does not answer.
local function account(username)
	engine = engine or sql:create_engine(params);
	local ok, row = engine:transaction(function ()
		for row in engine:select(query, username, host) do
			return row;
		end
	end);
	if not ok then
		module:log("error", "the provisioning database does not answer: %s", row);
		return nil;
	end
	return row and {
		sha1 = { stored = hex.from(row[1]), server = hex.from(row[2]) };
		sha256 = { stored = hex.from(row[3]), server = hex.from(row[4]) };
		salt = hex.from(row[5]), iterations = tonumber(row[6]);
	};
end

local function scram(hash)
	return function (_, username)
		local found = account(username);
		if not found then return nil; end
		return found[hash].stored, found[hash].server, found.iterations, found.salt, true;
	end
end

local provider = {};

function provider.test_password(username, password)
	local found, prepared = account(username), saslprep(password);
	if not found or not prepared then return nil, "not authorized"; end
	local ok, stored, server = database_sha1(prepared, found.salt, found.iterations);
	return ok and stored == found.sha1.stored and server == found.sha1.server or nil;
end

function provider.user_exists(username)
	return account(username) ~= nil;
end

function provider.get_sasl_handler()
	return new_sasl(host, {
		plain_test = function (_, username, password) return provider.test_password(username, password), true; end;
		scram_sha_1 = scram("sha1");
		scram_sha_256 = scram("sha256");
	});
end

function provider.set_password() return nil, "passwords are set by the API"; end
function provider.create_user() return nil, "subscribers are made by the API"; end
function provider.delete_user() return nil, "subscribers are ended by the API"; end

module:provides("auth", provider);
