package io.enerlink.gateway.cli;

import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.pipeline.DiskLimits;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.engine.pipeline.WaitMode;
import io.enerlink.gateway.settings.Settings;
import java.nio.file.Path;

/**
 * How the engine is run.
 *
 * @param waitMode  how its thread waits for work
 * @param snapshots when its state is written down, and what becomes of segments that this makes old
 * @param disk      how full the journal's disk may become
 */
record EngineOptions(WaitMode waitMode, SnapshotConfig snapshots, DiskLimits disk) {

    private static final int PERMILLE_OF_PERCENT = 10;

    static EngineOptions of(Settings settings) {
        Settings.Snapshots snapshots = settings.snapshots();
        Settings.Disk disk = settings.disk();
        return new EngineOptions(settings.engine().mode(),
                new SnapshotConfig(snapshots.everyCommands(), snapshots.period().toMillis(),
                        snapshots.old()),
                new DiskLimits(disk.refusePercent() * PERMILLE_OF_PERCENT, disk.stopPercent() * PERMILLE_OF_PERCENT,
                        DiskLimits.defaults().lookEveryMs()));
    }

    PipelineConfig pipeline(Path journal) {
        return PipelineConfig.defaults(journal).withWaitMode(waitMode).withSnapshots(snapshots).withDisk(disk);
    }
}
