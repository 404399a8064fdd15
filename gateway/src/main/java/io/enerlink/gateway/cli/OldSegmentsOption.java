package io.enerlink.gateway.cli;

import io.enerlink.engine.journal.SnapshotConfig.OldSegments;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code archive} or {@code delete}. */
final class OldSegmentsOption implements ITypeConverter<OldSegments> {
    @Override
    public OldSegments convert(String text) {
        return switch (text) {
            case "archive" -> OldSegments.ARCHIVE;
            case "delete" -> OldSegments.DELETE;
            default -> throw new TypeConversionException("'" + text + "' is neither archive nor delete");
        };
    }
}
