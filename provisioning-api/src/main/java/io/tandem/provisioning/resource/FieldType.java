package io.tandem.provisioning.resource;

import java.util.List;

/** What a field holds. {@link Form} reads each of them from the loosely typed JSON that clients send. */
public sealed interface FieldType {
    /** Characters; numbers and booleans are taken as their text. */
    record Text(int maxLength) implements FieldType {}

    /** A whole number; digits in a string are taken as well. */
    record Whole() implements FieldType {}

    /** A number with fraction, as money in cents and q values. */
    record Decimal() implements FieldType {}

    /** True or false; 1, 0 and their strings are taken as well, an empty string is false. */
    record Flag() implements FieldType {}

    /** One of a few words. */
    record Choice(List<String> values) implements FieldType {
        public Choice {
            values = List.copyOf(values);
        }
    }

    /** An e-mail address, checked for its form only. */
    record Email() implements FieldType {}

    /** A moment, {@code YYYY-MM-DD HH:MM:SS}. */
    record Timestamp() implements FieldType {}

    /** An object with fields of its own, such as a number of {@code cc}, {@code ac} and {@code sn}. */
    record Group(List<Field> fields) implements FieldType {
        public Group {
            fields = List.copyOf(fields);
        }
    }

    /** An array; a single element is taken as an array of one. */
    record Many(FieldType element) implements FieldType {}
}
