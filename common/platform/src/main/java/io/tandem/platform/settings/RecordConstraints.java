package io.tandem.platform.settings;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import jakarta.validation.Constraint;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

/**
 * Checks the constraints on the components of settings as they are bound, those of records within them too. For records without {@link Validated}: with it
 * Spring Boot has Hibernate Validator check them, which costs a process 700 classes and 5 MB (docs/adr/0006). Immutable.
 */
public final class RecordConstraints implements Validator {

    @Override public boolean supports(Class<?> type) {
        return type.isRecord() && !type.isAnnotationPresent(Validated.class);
    }

    @Override public void validate(Object target, Errors errors) {
        for (RecordComponent component : target.getClass().getRecordComponents()) {
            Object value = read(target, component);
            for (Annotation constraint : field(component).getAnnotations()) {
                violation(constraint, value).ifPresent(message ->
                    errors.rejectValue(component.getName(), constraint.annotationType().getSimpleName(), message));
            }
        }
    }

    private static Field field(RecordComponent component) {
        try {
            return component.getDeclaringRecord().getDeclaredField(component.getName());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record without the field of its component " + component, e);
        }
    }

    private static @Nullable Object read(Object target, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(target);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** What is wrong; nothing if the constraint holds or the annotation is none. */
    private static Optional<String> violation(Annotation constraint, @Nullable Object value) {
        return switch (constraint) {
            case Min least -> unless(number(value, least.value()) >= least.value(), "must be at least " + least.value());
            case Max most -> unless(number(value, most.value()) <= most.value(), "must be at most " + most.value());
            case NotNull _ -> unless(value != null, "must be set");
            case NotBlank _ -> unless(value instanceof CharSequence text && !text.toString().isBlank(), "must not be blank");
            case NotEmpty _ -> unless(length(value) > 0, "must not be empty");
            case Size size -> unless(value == null || length(value) >= size.min() && length(value) <= size.max(),
                "size must be between " + size.min() + " and " + size.max());
            case Pattern pattern -> unless(value == null || value.toString().matches(pattern.regexp()), "must match '" + pattern.regexp() + "'");
            default -> {
                if (constraint.annotationType().isAnnotationPresent(Constraint.class)) {
                    throw new IllegalStateException("settings are not checked for %s; RecordConstraints knows which they are"
                        .formatted(constraint.annotationType().getName()));
                }
                yield Optional.empty();
            }
        };
    }

    private static Optional<String> unless(boolean holds, String message) {
        return holds ? Optional.empty() : Optional.of(message);
    }

    private static long number(@Nullable Object value, long ifNone) {
        return value instanceof Number number ? number.longValue() : ifNone;
    }

    private static int length(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case CharSequence text -> text.length();
            case Collection<?> items -> items.size();
            case Map<?, ?> members -> members.size();
            default -> throw new IllegalStateException("a " + value.getClass().getName() + " has no size");
        };
    }
}
