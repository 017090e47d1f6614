package io.tandem.platform.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;

/** Reads settings that are a path or nothing; Spring reads paths, but none within an {@code Optional}. */
public final class OptionalPathConverter implements ConditionalGenericConverter {
    @Override public Set<ConvertiblePair> getConvertibleTypes() {
        return Set.of(new ConvertiblePair(String.class, Optional.class));
    }

    @Override public boolean matches(TypeDescriptor source, TypeDescriptor target) {
        return Path.class.equals(target.getResolvableType().getGeneric(0).resolve());
    }

    @Override public Object convert(@Nullable Object text, TypeDescriptor source, TypeDescriptor target) {
        return Optional.ofNullable((String) text).filter(path -> !path.isBlank()).map(Path::of);
    }
}
