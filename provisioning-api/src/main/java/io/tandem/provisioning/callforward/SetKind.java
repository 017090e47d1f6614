package io.tandem.provisioning.callforward;

import java.util.ArrayList;
import java.util.List;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.owner.OwnedTables;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.many;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The four sets that a mapping refers to. A set is a row with a name, its elements are rows of a second table. */
enum SetKind {
    DESTINATION("destination", "cf_destination_sets", "cf_destinations", List.of(text("destination").required(), whole("timeout").orElse("300"),
        whole("priority").orElse("1"), whole("announcement_id"), text("simple_destination").readOnly())),
    TIME("time", "cf_time_sets", "cf_periods", Period.COLUMNS.stream().map(column -> text(column.column())).toList()),
    SOURCE("source", "cf_source_sets", "cf_sources", List.of(text("source").required())),
    BNUMBER("bnumber", "cf_bnumber_sets", "cf_bnumbers", List.of(text("bnumber").required()));

    private final String word;
    private final String setTable;
    private final String elementTable;
    private final List<Field> elementFields;

    SetKind(String word, String setTable, String elementTable, List<Field> elementFields) {
        this.word = word;
        this.setTable = "provisioning.voip_" + setTable;
        this.elementTable = "provisioning.voip_" + elementTable;
        this.elementFields = elementFields;
    }

    String setTable() {
        return setTable;
    }

    String elementTable() {
        return elementTable;
    }

    /** Column of elements and mappings that names the set. */
    String reference() {
        return word + "_set_id";
    }

    /** How a mapping names the set: {@code destinationset}. */
    String mappingField() {
        return word + "set";
    }

    /** Field of a set that holds its elements: {@code destinations}. */
    String elements() {
        return word + "s";
    }

    List<Field> elementFields() {
        return elementFields;
    }

    /** Names of the element fields that are stored. */
    List<String> elementColumns() {
        return elementFields.stream().filter(field -> !field.is(Field.Trait.READ_ONLY)).map(Field::name).toList();
    }

    /** Whether elements are patterns that the set lets pass or keeps out. */
    boolean hasPatterns() {
        return this == SOURCE || this == BNUMBER;
    }

    Field elementsField() {
        return many(elements(), new FieldType.Group(elementFields));
    }

    Table table() {
        Table table = OwnedTables.of(setTable).with("t", text("name").required().filter())
            .with(whole("usage_count").readOnly(), "(select count(*) from provisioning.voip_cf_mappings m where m." + reference() + " = t.id)");
        return hasPatterns() ? table.with("t", choice("mode", "whitelist", "blacklist").required(), flag("is_regex")) : table;
    }

    Declaration declaration() {
        List<Field> fields = new ArrayList<>(table().fields());
        fields.add(flag("own").readOnly());
        fields.add(elementsField());
        return Declaration.of("cf" + mappingField() + "s", "Sets of " + elements() + " for call forwards", fields).withAllPatchOps().withJournal()
            .access(Access.all());
    }
}
