import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a Node script, and says in one line when there is no Node. */
class RunNode {
    public static void main(String[] script) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(script));
        try {
            System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
        } catch (IOException missing) {
            System.err.println("contracts: Node.js is missing; install Node 20 or newer, or build with -DskipTests");
            System.exit(1);
        }
    }
}
