package io.enerlink.gateway.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.audit.ReadingProof;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a proof; needs a node of the chain, and nothing of the exchange. */
@Command(name = "verify-proof", mixinStandardHelpOptions = true, description = "Checks the proof of a reading: its hashes, here and by the contract's own verifyReading, and that the root stands on the chain. Exit code 0 when it holds, 1 when not.")
final class AuditVerifyProofCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the proof")
    private Path file;

    @Option(names = "--chain-rpc", paramLabel = "URL", required = true, description = "a node of the chain")
    private String chainRpc;

    @Option(names = "--converter", paramLabel = "ADDRESS", required = true, description = "the EnergyConverter")
    private String converter;

    @Override
    public Integer call() throws Exception {
        Console console = Console.system();
        ReadingProof proof;
        try {
            proof = ReadingProof.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
        Web3j web3j = Web3j.build(new HttpService(chainRpc));
        try {
            boolean holds = proof.holds();
            boolean isOnChain = holds && proof.isVerifiedBy(web3j, converter) && proof.isOnChain(web3j, converter);
            console.line(!holds ? "the proof does NOT hold: its hashes do not give its root"
                    : !isOnChain ? "the proof does NOT hold: its root is not on the chain for this meter"
                            : "the proof holds: reading " + proof.readingId() + " of meter " + proof.meterId()
                                    + " was settled in " + proof.transactionHash());
            console.line("It proves what was stored of the meter when it was settled, not that the meter is honest.");
            return isOnChain ? 0 : 1;
        } finally {
            web3j.shutdown();
        }
    }
}
