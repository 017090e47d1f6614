package io.tandem.proxy.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.preference.PreferenceKey;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.tables.CallTables;

/** Finds the NCOS levels of a subscriber, of its customer, and those of their sets, in the order in which they are asked. Never blocks. */
record RestrictionLoader(CallTables tables) {

    /** Two preferences of one owner: a level, then a set of them. */
    private record Source(Preferences owner, PreferenceKey<OptionalInt> level, PreferenceKey<OptionalInt> set, boolean byAdministrator) {}

    /** What restricts calls of its own. */
    CompletionStage<List<Restriction>> ofCalls(Subscriber subscriber) {
        return read(sources(subscriber));
    }

    /** What restricts calls that it forwards: those for forwards before all others. */
    CompletionStage<List<Restriction>> ofForwards(Subscriber subscriber) {
        Source forwards = new Source(subscriber.preferences(), CallPreferences.ADM_CF_NCOS, CallPreferences.ADM_CF_NCOS_SET, true);
        return read(Stream.concat(Stream.of(forwards), sources(subscriber).stream()).toList());
    }

    private static List<Source> sources(Subscriber subscriber) {
        Preferences own = subscriber.preferences();
        Preferences customer = subscriber.customerPreferences();
        return List.of(new Source(customer, CallPreferences.ADM_NCOS, CallPreferences.ADM_NCOS_SET, true),
                new Source(own, CallPreferences.ADM_NCOS, CallPreferences.ADM_NCOS_SET, true),
                new Source(customer, CallPreferences.NCOS, CallPreferences.NCOS_SET, false),
                new Source(own, CallPreferences.NCOS, CallPreferences.NCOS_SET, false));
    }

    private CompletionStage<List<Restriction>> read(List<Source> sources) {
        CompletionStage<List<Restriction>> found = CompletableFuture.completedFuture(List.of());
        for (Source source : sources) {
            OptionalInt level = source.owner().get(source.level());
            if (level.isPresent()) {
                found = found.thenCombine(levels(List.of(level.getAsInt())), (before, more) -> with(before, more, source));
            }
            OptionalInt set = source.owner().get(source.set());
            if (set.isPresent()) {
                found = found.thenCombine(tables.ncosSet(set.getAsInt()).thenCompose(this::levels), (before, more) -> with(before, more, source));
            }
        }
        return found;
    }

    private CompletionStage<List<NcosLevel>> levels(List<Integer> ids) {
        CompletionStage<List<NcosLevel>> levels = CompletableFuture.completedFuture(List.of());
        for (int id : ids) {
            levels = levels.thenCombine(tables.ncosLevel(id), RestrictionLoader::with);
        }
        return levels;
    }

    private static List<NcosLevel> with(List<NcosLevel> levels, NcosLevel next) {
        List<NcosLevel> longer = new ArrayList<>(levels);
        longer.add(next);
        return longer;
    }

    private static List<Restriction> with(List<Restriction> before, List<NcosLevel> levels, Source source) {
        return Stream.concat(before.stream(), levels.stream().map(level -> new Restriction(level, source.byAdministrator()))).toList();
    }
}
