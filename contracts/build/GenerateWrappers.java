import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.web3j.codegen.SolidityFunctionWrapperGenerator;

/** Writes a Java class for each contract, from its ABI and bytecode; leaves those alone that are newer than both. */
class GenerateWrappers {
    private static final List<String> CONTRACTS = List.of("ETKToken", "IDRSToken", "EnergyConverter", "Market");
    private static final String PACKAGE = "io.enerlink.contracts";
    private static final int ADDRESS_BITS = 160;

    public static void main(String[] folders) throws Exception {
        Path resources = Path.of(folders[0]);
        Path wrappers = Path.of(folders[1]);
        for (String contract : CONTRACTS) {
            File abi = resources.resolve(contract + ".abi").toFile();
            File bytecode = resources.resolve(contract + ".bin").toFile();
            File wrapper = wrappers.resolve(PACKAGE.replace('.', '/')).resolve(contract + ".java").toFile();
            if (wrapper.lastModified() > Math.max(abi.lastModified(), bytecode.lastModified())) continue;
            Files.createDirectories(wrappers);
            generate(abi, bytecode, wrappers.toFile(), contract);
        }
    }

    private static void generate(File abi, File bytecode, File wrappers, String contract) throws Exception {
        boolean nativeTypes = true;
        boolean primitiveTypes = false;
        new SolidityFunctionWrapperGenerator(bytecode, abi, wrappers, contract, PACKAGE, nativeTypes, primitiveTypes,
                ADDRESS_BITS).generate();
    }
}
