package io.tandem.appserver.attendant;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.tandem.appserver.announce.OwnerSounds;
import io.tandem.appserver.mailbox.SqlThreads;
import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.sound.SoundSet;

/** In the table of the API's {@code autoattendants}, with the sounds of the subscriber's sound set. */
final class SqlMenus implements Menus {
    private static final String SLOTS = "select choice, destination from provisioning.voip_pbx_autoattendants where subscriber_id = ?";
    private static final String DEFAULT = "default";
    /** A number as the API stores it, not an extension. */
    private static final Pattern NUMBER = Pattern.compile("sip:(\\d{7,20})@(.+)");

    private final Function<String, CompletableFuture<Optional<Subscriber>>> subscribers;
    private final DataSource database;
    private final SqlThreads sql;
    private final OwnerSounds sounds;
    private final Prompts prompts;
    private final int repetitions;

    /** What it reads with, and what is said without a sound set.
     * @param subscribers by UUID */
    record Sources(Function<String, CompletableFuture<Optional<Subscriber>>> subscribers, DataSource database, SqlThreads sql, OwnerSounds sounds,
                   Prompts prompts) {}

    SqlMenus(Sources sources, int repetitions) {
        this.subscribers = sources.subscribers();
        this.database = sources.database();
        this.sql = sources.sql();
        this.sounds = sources.sounds();
        this.prompts = sources.prompts();
        this.repetitions = repetitions;
    }

    @Override
    public CompletableFuture<Optional<Menu>> find(String uuid) {
        return subscribers.apply(uuid).thenCompose(found -> found.map(this::menu).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private CompletableFuture<Optional<Menu>> menu(Subscriber owner) {
        return sql.run(() -> slots(owner.id())).thenCompose(slots -> slots.isEmpty() ? CompletableFuture.completedFuture(Optional.empty())
                : sounds.set(owner).thenCompose(set -> menu(owner, slots, set)).thenApply(Optional::of));
    }

    private Map<String, String> slots(int subscriber) throws SQLException {
        Map<String, String> slots = new TreeMap<>();
        try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(SLOTS)) {
            query.setInt(1, subscriber);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) slots.put(row.getString(1), international(row.getString(2)));
            }
        }
        return slots;
    }

    /** Stored numbers are normal ones, while what is handed on passes the rewrite rules once more: with a plus sign they leave it as it is. */
    private static String international(String uri) {
        Matcher number = NUMBER.matcher(uri);
        return number.matches() ? "sip:+" + number.group(1) + "@" + number.group(2) : uri;
    }

    private CompletableFuture<Menu> menu(Subscriber owner, Map<String, String> slots, SoundSet set) {
        Preferences own = owner.preferences();
        Optional<String> base = own.get(CallPreferences.PBX_BASE_CLI).or(() -> own.get(CallPreferences.CLI)).filter(_ -> own.get(CallPreferences.CLOUD_PBX));
        boolean extensions = base.isPresent() && own.get(CallPreferences.AA_EXTENSIONS).filter("enabled"::equals).isPresent();
        Map<Character, String> choices = new TreeMap<>();
        slots.forEach((choice, uri) -> {
            if (!choice.equals(DEFAULT)) choices.put(choice.charAt(0), uri);
        });
        List<String> keys = Stream.concat(choices.keySet().stream().map(String::valueOf), extensions ? Stream.of("star") : Stream.empty()).toList();
        return said(set, keys).thenCombine(cues(set), (said, cues) -> new Menu(owner.domain(), base.orElse(""), choices,
                Optional.ofNullable(slots.get(DEFAULT)), extensions, times(own.get(CallPreferences.AA_TIMEOUTS)),
                times(own.get(CallPreferences.AA_WRONG_KEYS)), said, cues));
    }

    private int times(OptionalInt wanted) {
        return Math.max(0, wanted.orElse(repetitions));
    }

    /** Without a welcome a tone says that keys are awaited. */
    private CompletableFuture<short[]> said(SoundSet set, List<String> keys) {
        CompletableFuture<short[]> all = sounds.samples(set, "aa_welcome", prompts.of(Prompt.BEEP));
        for (String key : keys) {
            for (String what : List.of("for", "option")) {
                all = all.thenCombine(sounds.samples(set, "aa_" + key + "_" + what, new short[0]), OwnerSounds::joined);
            }
        }
        return all;
    }

    private CompletableFuture<Map<Menu.Cue, short[]>> cues(SoundSet set) {
        Map<Menu.Cue, short[]> none = new EnumMap<>(Menu.Cue.class);
        CompletableFuture<Map<Menu.Cue, short[]>> all = CompletableFuture.completedFuture(none);
        for (Menu.Cue cue : Menu.Cue.values()) {
            short[] otherwise = cue == Menu.Cue.INVALID ? prompts.of(Prompt.SERVICE_ERROR) : new short[0];
            all = all.thenCombine(sounds.samples(set, cue.handle(), otherwise), (found, samples) -> {
                if (samples.length > 0) found.put(cue, samples);
                return found;
            });
        }
        return all;
    }
}
