package io.enerlink.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.HeapBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DamageTest {
    private static final int BYTES = 150;
    private static final String FIRST = SegmentHeader.name(1);

    private final FragileStorage storage = new FragileStorage();
    private Journal journal = JournalScript.open(storage);

    private int commit(int commands) {
        JournalScript.append(journal, commands, BYTES);
        journal.commit();
        return JournalScript.end(storage).offset();
    }

    private JournalException refusal(Storage damaged) {
        return assertThrows(JournalException.class, () -> JournalScript.read(damaged));
    }

    @Test
    void aFileThatEndsAnywhereInsideTheLastRecordIsCutThere() {
        int before = commit(4);
        int after = commit(1);
        byte[] whole = storage.bytes(FIRST);
        for (int length = before; length < after; length++) {
            FragileStorage cut = storage.copy().with(FIRST, Arrays.copyOf(whole, length));
            assertEquals(JournalScript.texts(1, 4, BYTES), JournalScript.read(cut), "cut to " + length);
            assertEquals(before, JournalScript.end(cut).offset());

            Journal again = JournalScript.open(cut);
            JournalScript.append(again, 2, BYTES);
            again.commit();
            assertEquals(JournalScript.texts(1, 6, BYTES), JournalScript.read(cut));
        }
    }

    @Test
    void everySingleFlippedBitIsRefusedOrChangesNothing() {
        commit(3);
        int end = commit(4);
        byte[] whole = storage.bytes(FIRST);
        List<String> commands = JournalScript.texts(1, 7, BYTES);
        int refused = 0;
        for (int bit = 0; bit < (end + 1024) * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            FragileStorage damaged = storage.copy().with(FIRST, flipped);
            try {
                assertEquals(commands, JournalScript.read(damaged), "bit " + bit);
            } catch (JournalException e) {
                assertEquals(FIRST, e.file());
                refused++;
            }
        }
        assertTrue(refused >= (end - SegmentHeader.BYTES - 7 * 8) * 8, refused + " refused");
    }

    /** Its last sector once looked as if a crash had lost it. */
    @Test
    void aFlippedBitOfTheLastCommandIsRefusedWhereTheCommandEndsInZeros() {
        for (int commands = 1; commands <= 16; commands++) {
            HeapBuffer endsInZeros = new HeapBuffer(328);
            endsInZeros.putLong(0, commands);
            journal.append(commands, JournalScript.timestampMs(commands), endsInZeros, 0, endsInZeros.capacity());
            journal.commit();
            int end = JournalScript.end(storage).offset();
            byte[] flipped = storage.bytes(FIRST);
            flipped[end - RecordFormat.bytes(endsInZeros.capacity()) + RecordFormat.HEADER_BYTES] ^= 1;
            refusal(storage.copy().with(FIRST, flipped));
        }
    }

    @Test
    void aSectorLostFromWhatWasForcedIsRefused() {
        commit(20);
        commit(1);
        byte[] whole = storage.bytes(FIRST);
        Arrays.fill(whole, 512, 1024, (byte) 0);
        JournalException refusal = refusal(storage.with(FIRST, whole));
        assertTrue(refusal.getMessage().contains("was durable and is damaged"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("restore"), refusal.getMessage());
    }

    @Test
    void aSectorLostFromTheBatchThatWasBeingWrittenIsCut() {
        commit(3);
        int end = commit(20);
        int lost = (JournalScript.end(storage).offset() / 512 - 2) * 512;
        byte[] whole = storage.bytes(FIRST);
        Arrays.fill(whole, lost, lost + 512, (byte) 0);
        FragileStorage torn = storage.copy().with(FIRST, whole);
        List<String> left = JournalScript.read(torn);
        assertEquals(JournalScript.texts(1, left.size(), BYTES), left);
        assertTrue(left.size() >= 3 && left.size() < 23, left.size() + " left");
        assertTrue(JournalScript.end(torn).cutBytes() > 0 && JournalScript.end(torn).offset() < end);

        JournalScript.open(torn).close();
        assertEquals(0, JournalScript.end(torn).cutBytes(), "the remains are overwritten before anything is appended");
    }

    @Test
    void damageInASegmentThatWasClosedIsRefused() {
        commit(1500);
        byte[] whole = storage.bytes(FIRST);
        whole[whole.length / 2] ^= 1;
        assertEquals(FIRST, refusal(storage.with(FIRST, whole)).file());
    }

    @Test
    void aMissingSegmentIsRefused() {
        commit(1500);
        List<String> segments = storage.list().stream().filter(SegmentHeader::isName).sorted().toList();
        FragileStorage withoutFirst = storage.copy();
        withoutFirst.delete(segments.get(0));
        assertTrue(refusal(withoutFirst).getMessage().contains("command 1 is missing"));
        FragileStorage withoutSecond = storage.copy();
        withoutSecond.delete(segments.get(1));
        assertTrue(refusal(withoutSecond).getMessage().contains("are missing before it"));
    }

    @Test
    void aSegmentUnderAnotherNameIsRefused() {
        commit(3);
        storage.rename(FIRST, SegmentHeader.name(0));
        assertTrue(refusal(storage).getMessage().contains("first sequence"));
    }

    @Test
    void aHeaderOfAnotherKindIsRefused() {
        commit(3);
        assertTrue(refusal(storage.copy().with(FIRST, new byte[4096])).getMessage().contains("no journal segment"));
        assertTrue(refusal(storage.copy().with(FIRST, new byte[10])).getMessage().contains("ends inside its header"));
    }
}
