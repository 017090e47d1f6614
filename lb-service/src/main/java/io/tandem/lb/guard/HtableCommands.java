package io.tandem.lb.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.tandem.lb.account.AccountScreen;
import io.tandem.lb.ban.SourceBans;
import io.tandem.net.EventLoop;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.platform.control.LoopCall;

/** The ban tables as operators know them (signalling.md §1.11): {@code ipban} with a key for each banned address, {@code auth} with
 * {@code user@domain::auth_count} and {@code user@domain::last_auth} for each account that failed. What is let free or banned here acts on all load
 * balancers. */
final class HtableCommands implements ControlCommands {

    private static final String COUNT = "::auth_count";
    private static final String LAST = "::last_auth";

    /** The tables. */
    private enum Table {
        IPBAN, AUTH;

        static Table of(String name) throws ControlFault {
            return switch (name) {
                case "ipban" -> IPBAN;
                case "auth" -> AUTH;
                default -> throw ControlFault.failed("No such htable '%s': there are ipban and auth".formatted(name));
            };
        }
    }

    private final Screens screens;
    private final LoopCall loop;
    private final Supplier<Optional<BanSharing>> sharing;

    HtableCommands(Screens screens, EventLoop loop, Supplier<Optional<BanSharing>> sharing) {
        this.screens = screens;
        this.loop = new LoopCall(loop);
        this.sharing = sharing;
    }

    @Override
    public List<ControlCommand> commands() {
        return List.of(
                ControlCommand.of("htable.dump", "htable.dump TABLE: all entries of ipban or auth", this::dump),
                ControlCommand.of("htable.get", "htable.get TABLE KEY: one entry, with details of a ban", this::get),
                ControlCommand.of("htable.delete", "htable.delete TABLE KEY: lets an address (ipban) or an account (auth) free on all load balancers",
                        this::delete),
                ControlCommand.of("htable.flush", "htable.flush TABLE: lets all free on all load balancers", this::flush),
                ControlCommand.of("htable.sets", "htable.sets ipban ADDRESS: bans an address for good on all load balancers", this::set),
                ControlCommand.of("htable.seti", "htable.seti ipban ADDRESS: as htable.sets", this::set),
                ControlCommand.of("htable.listTables", "htable.listTables: the tables", _ -> List.of(table("ipban"), table("auth"))),
                ControlCommand.of("htable.stats", "htable.stats: counters of bans and screens", _ -> loop.call(screens::counters)));
    }

    private static Map<String, Object> table(String name) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("name", name);
        table.put("dbtable", "");
        return table;
    }

    private Object dump(ControlParameters parameters) throws ControlFault {
        List<Object> entries = new ArrayList<>();
        for (Map.Entry<String, Object> item : items(Table.of(parameters.text(0, "table"))).entrySet()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("entry", entries.size());
            entry.put("size", 1);
            entry.put("slot", List.of(slot(item.getKey(), item.getValue())));
            entries.add(entry);
        }
        return entries;
    }

    private static Map<String, Object> slot(String name, Object value) {
        Map<String, Object> slot = new LinkedHashMap<>();
        slot.put("name", name);
        slot.put("value", value);
        slot.put("type", "int");
        return slot;
    }

    /** Value by key, as the original has them: 1 for a banned address; of accounts the most failures from one address, and the moment of the last. */
    private Map<String, Object> items(Table table) throws ControlFault {
        return switch (table) {
            case IPBAN -> {
                Map<String, Object> items = new LinkedHashMap<>();
                loop.call(screens::sourceBans).forEach(ban -> items.put(ban.address(), 1L));
                yield items;
            }
            case AUTH -> loop.call(this::accounts);
        };
    }

    private Map<String, Object> accounts() {
        Map<String, Object> items = new LinkedHashMap<>();
        for (AccountScreen.Entry entry : screens.accountFailures()) {
            items.merge(entry.account() + COUNT, (long) entry.failures(), HtableCommands::later);
            items.merge(entry.account() + LAST, screens.wallTime(entry.lastFailureNanos()).getEpochSecond(), HtableCommands::later);
        }
        return items;
    }

    private static Object later(Object one, Object other) {
        return Math.max((Long) one, (Long) other);
    }

    private Object get(ControlParameters parameters) throws ControlFault {
        Table table = Table.of(parameters.text(0, "table"));
        String key = key(table, parameters.text(1, "key"));
        return switch (table) {
            case IPBAN -> loop.call(() -> screens.sourceBans().stream().filter(ban -> ban.address().equals(key)).findFirst().map(this::details))
                    .orElseThrow(() -> absent(key));
            case AUTH -> Optional.of(loop.call(() -> screens.accountFailures().stream().filter(entry -> entry.account().equalsIgnoreCase(key))
                    .map(this::details).toList())).filter(found -> !found.isEmpty()).orElseThrow(() -> absent(key));
        };
    }

    private Map<String, Object> details(SourceBans.Entry ban) {
        Map<String, Object> details = slot(ban.address(), 1L);
        details.put("reason", ban.reason().text());
        details.put("since", screens.wallTime(ban.sinceNanos()));
        details.put("until", screens.wallTime(ban.untilNanos()));
        details.put("number", ban.stage() + 1);
        details.put("refused", ban.refused());
        return details;
    }

    private Map<String, Object> details(AccountScreen.Entry entry) {
        Map<String, Object> details = slot(entry.account() + COUNT, (long) entry.failures());
        details.put("ip", entry.address());
        details.put("user_agent", entry.userAgent());
        details.put("last_auth", screens.wallTime(entry.lastFailureNanos()));
        details.put("until", screens.wallTime(entry.untilNanos()));
        return details;
    }

    private Object delete(ControlParameters parameters) throws ControlFault {
        Table table = Table.of(parameters.text(0, "table"));
        String key = key(table, parameters.text(1, "key"));
        boolean found = loop.call(() -> switch (table) {
            case IPBAN -> screens.lift(key);
            case AUTH -> screens.accounts().lift(key) > 0;
        });
        lifted(table, key);
        if (!found) {
            throw absent(key);
        }
        return "";
    }

    private void lifted(Table table, String key) {
        sharing.get().ifPresent(others -> {
            switch (table) {
                case IPBAN -> others.sourceLifted(key);
                case AUTH -> others.accountLifted(key);
            }
        });
    }

    private Object flush(ControlParameters parameters) throws ControlFault {
        Table table = Table.of(parameters.text(0, "table"));
        List<String> keys = items(table).keySet().stream().map(item -> plain(table, item)).distinct().toList();
        loop.call(() -> {
            keys.forEach(key -> {
                switch (table) {
                    case IPBAN -> screens.lift(key);
                    case AUTH -> screens.accounts().lift(key);
                }
            });
            return keys;
        });
        keys.forEach(key -> lifted(table, key));
        return "";
    }

    private Object set(ControlParameters parameters) throws ControlFault {
        if (Table.of(parameters.text(0, "table")) != Table.IPBAN) {
            throw ControlFault.badRequest("only ipban can be written");
        }
        String key = key(Table.IPBAN, parameters.text(1, "address"));
        loop.call(() -> screens.ban(key));
        return "";
    }

    private String key(Table table, String text) throws ControlFault {
        if (table == Table.AUTH) {
            return plain(table, text);
        }
        Optional<String> address = screens.canonical(text);
        return address.orElseThrow(() -> ControlFault.badRequest("'%s' is no address".formatted(text)));
    }

    private static String plain(Table table, String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return table == Table.IPBAN ? key : lower.endsWith(COUNT) ? key.substring(0, key.length() - COUNT.length())
                : lower.endsWith(LAST) ? key.substring(0, key.length() - LAST.length()) : key;
    }

    private static ControlFault absent(String key) {
        return ControlFault.notFound("Key '%s' not found in htable".formatted(key));
    }
}
