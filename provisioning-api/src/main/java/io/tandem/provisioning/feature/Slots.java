package io.tandem.provisioning.feature;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.owner.OwnerSettings;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;

/** The resources {@code speeddials}, whose slots are dialled, and {@code autoattendants}, whose slots are keys that callers press. */
public final class Slots extends OwnerSettings {
    private static final SlotTable SPEED_DIALS = new SlotTable("provisioning.voip_speed_dial", "speeddials", "slot", digits("*").toList());
    private static final SlotTable AUTO_ATTENDANTS = new SlotTable("provisioning.voip_pbx_autoattendants", "slots", "choice",
        Stream.concat(digits(""), Stream.of("default")).toList());

    private final SlotTable slots;

    private Slots(String name, String summary, SlotTable slots, Store store) {
        super(Declaration.of(name, summary, List.of(slots.declared())).withAllPatchOps().withJournal().access(Access.all()).relatedTo("subscribers"),
            OwnedTables.subscribers(""), store);
        this.slots = slots;
    }

    public static Slots speedDials(Store store) {
        return new Slots("speeddials", "Short codes that a subscriber dials for longer destinations", SPEED_DIALS, store);
    }

    public static Slots autoAttendants(Store store) {
        return new Slots("autoattendants", "Where the auto attendant of a subscriber sends callers", AUTO_ATTENDANTS, store);
    }

    @Override
    protected void complete(List<Item> items, Caller caller) {
        slots.fill(store, items);
    }

    @Override
    protected void write(Owner owner, Values values, Caller caller) {
        slots.write(store, owner, values);
    }

    private static Stream<String> digits(String before) {
        return IntStream.range(0, 10).mapToObj(digit -> before + digit);
    }
}
