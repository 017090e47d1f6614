package io.tandem.provisioning.ban;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.tandem.data.ban.AccountBan;
import io.tandem.data.ban.BanStore;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.many;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code bannedusers}: accounts that the load balancers refuse because of wrong passwords, each from the addresses that sent them; {@code
 * user@domain} is the id. Deleting one lets it in from everywhere. Administrators only. */
public final class BannedUsers implements Resource.Deletes {
    private static final int LONGEST = 512;
    private static final Declaration DECLARATION = Declaration.of("bannedusers", "Accounts that are refused because of wrong passwords", List.of(
        text("username").readOnly().filter(), whole("auth_count").readOnly(), timestamp("last_auth").readOnly(), timestamp("until").readOnly(),
        many("ips", new FieldType.Text(64)).readOnly(), text("user_agent").readOnly())).access(Access.of(Party.A));

    private final BanStore bans;

    public BannedUsers(BanStore bans) {
        this.bans = bans;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public boolean isId(String text) {
        return text.length() <= LONGEST && text.indexOf('@') >= 0 && text.chars().noneMatch(Character::isISOControl);
    }

    @Override
    public Listing list(Search search, Caller caller) {
        Map<String, List<AccountBan>> byAccount = bans.accounts().stream()
            .collect(Collectors.groupingBy(AccountBan::account, TreeMap::new, Collectors.toList()));
        return Bans.page(byAccount.values().stream().map(BannedUsers::shown).toList(), search);
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return Optional.of(bans.account(id)).filter(found -> !found.isEmpty()).map(BannedUsers::shown);
    }

    @Override
    public void delete(Item current, Caller caller) {
        bans.liftAccount(current.id());
    }

    /** @param found of one account, at least one */
    private static Item shown(List<AccountBan> found) {
        AccountBan last = found.stream().max(Comparator.comparing(AccountBan::lastFailure)).orElseThrow();
        Instant until = found.stream().map(AccountBan::until).max(Instant::compareTo).orElseThrow();
        String account = last.account().toLowerCase(Locale.ROOT);
        ObjectNode shown = JsonNodeFactory.instance.objectNode().put("id", account).put("username", account)
            .put("auth_count", found.stream().mapToInt(AccountBan::failures).max().orElseThrow()).put("last_auth", Bans.shown(last.lastFailure()))
            .put("until", Bans.shown(until)).put("user_agent", last.userAgent());
        found.stream().map(AccountBan::address).sorted().forEach(shown.putArray("ips")::add);
        return new Item(account, shown);
    }
}
