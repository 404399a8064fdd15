package io.enerlink.benchmarks.book;

/** The floor: reads each message and writes the command that our engine would get, and nothing more. */
final class CopySubject extends Subject {
    private final EngineCommands commands = new EngineCommands(false);
    private long bytes;

    @Override
    void apply(long[] words, int at) {
        commands.write(words, at);
        bytes += commands.length() + commands.buffer().getByte(commands.length() - 1);
    }

    @Override
    void answerTo(Answer answer) {
        throw new UnsupportedOperationException("a copy has no answer");
    }

    @Override
    void tellLast(long[] words, int at) {
        throw new UnsupportedOperationException("a copy has no answer");
    }

    @Override
    void tellEnd() {
        throw new UnsupportedOperationException("a copy has no answer");
    }

    @Override
    long witness() { return bytes; }
}
