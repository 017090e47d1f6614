package io.tandem.provisioning.resource;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One field of a resource's items.
 *
 * @param fallback  value that a write without the field gets, as a client would write it
 * @param reference collection whose item this field's value names; becomes a {@code ngcp:} link
 * @param misshapen text of the 422 for what is no object or no array
 */
public record Field(String name, FieldType type, Set<Trait> traits, Optional<String> fallback, Optional<String> reference,
                    Optional<String> misshapen) {
    /** Stands for a secret where its field is shown. */
    static final String MASK = "********";

    private static final int COLUMN_LENGTH = 255;

    /** What is special about a field. */
    public enum Trait {
        /** A write without it is refused. */
        REQUIRED,
        /** Shown, never taken from a client. */
        READ_ONLY,
        /** Also a query parameter of the collection. */
        FILTER,
        /** Masked in error messages and left out where the reader may not see passwords. */
        SECRET
    }

    public Field {
        traits = Set.copyOf(traits);
    }

    public static Field text(String name) {
        return text(name, COLUMN_LENGTH);
    }

    public static Field text(String name, int maxLength) {
        return of(name, new FieldType.Text(maxLength));
    }

    public static Field whole(String name) {
        return of(name, new FieldType.Whole());
    }

    public static Field decimal(String name) {
        return of(name, new FieldType.Decimal());
    }

    public static Field flag(String name) {
        return of(name, new FieldType.Flag()).orElse("0");
    }

    public static Field choice(String name, String... values) {
        return of(name, new FieldType.Choice(List.of(values)));
    }

    public static Field email(String name) {
        return of(name, new FieldType.Email());
    }

    public static Field timestamp(String name) {
        return of(name, new FieldType.Timestamp());
    }

    public static Field group(String name, Field... fields) {
        return of(name, new FieldType.Group(List.of(fields)));
    }

    public static Field many(String name, FieldType element) {
        return of(name, new FieldType.Many(element));
    }

    public static Field of(String name, FieldType type) {
        return new Field(name, type, Set.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Field required() {
        return with(Trait.REQUIRED);
    }

    public Field readOnly() {
        return with(Trait.READ_ONLY);
    }

    public Field filter() {
        return with(Trait.FILTER);
    }

    public Field secret() {
        return with(Trait.SECRET);
    }

    public Field orElse(String value) {
        return new Field(name, type, traits, Optional.of(value), reference, misshapen);
    }

    public Field refersTo(String collection) {
        return new Field(name, type, traits, fallback, Optional.of(collection), misshapen);
    }

    /** Text of the 422 that clients know where an object or an array is something else; without it a single element is taken as an array of one. */
    public Field orElseRefuse(String text) {
        return new Field(name, type, traits, fallback, reference, Optional.of(text));
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** How messages call the field: {@code contact_id} is "Contact id". */
    public String label() {
        String words = name.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private Field with(Trait trait) {
        EnumSet<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new Field(name, type, more, fallback, reference, misshapen);
    }
}
