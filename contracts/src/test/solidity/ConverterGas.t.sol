// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EnergyConverter} from "../../main/solidity/EnergyConverter.sol";
import {IEnergyConverter} from "../../main/solidity/interfaces/IEnergyConverter.sol";
import {Exchange} from "./support/Exchange.sol";

/// @dev What settling energy costs, as a transaction with its calldata. The figures are kept in snapshots/.
contract ConverterGasTest is Exchange {
    uint256 private constant METERS = 100;
    uint256 private constant FIRST_KEY = 1_000_000;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < METERS; ++i) registerMeter(meterAt(i), vm.addr(FIRST_KEY + i), 12_000, 0);
        tell(reports(0, 0));
    }

    function test_gas_ofMintingAndBurning() public {
        skip(PERIOD);
        vm.snapshotValue("energy", "gas per meter, batch of 100, first ETK of its wallet", gasOf(reports(200, 0)));
        skip(PERIOD);
        vm.snapshotValue("energy", "gas per meter, batch of 100, minted", gasOf(reports(400, 0)));
        skip(PERIOD);
        vm.snapshotValue("energy", "gas per meter, batch of 100, burned", gasOf(reports(400, 100)));
    }

    function reports(uint256 exportWh, uint256 importWh) private pure returns (IEnergyConverter.Report[] memory all) {
        all = new IEnergyConverter.Report[](METERS);
        for (uint256 i = 0; i < METERS; ++i) {
            all[i] = IEnergyConverter.Report({
                meterId: meterAt(i),
                epoch: 1,
                exportUwh: uint64((10 ** 6 + exportWh) * 10 ** 6),
                importUwh: uint64((10 ** 5 + importWh) * 10 ** 6),
                readingsRoot: keccak256(abi.encode("readings", i))
            });
        }
    }

    function gasOf(IEnergyConverter.Report[] memory all) private returns (uint256) {
        vm.cool(address(converter));
        vm.cool(address(etk));
        tell(all);
        uint256 execution = vm.lastCallGas().gasTotalUsed;
        return (21_000 + intrinsic(abi.encodeCall(EnergyConverter.settle, (all))) + execution) / METERS;
    }

    function tell(IEnergyConverter.Report[] memory all) private {
        vm.prank(ORACLE);
        converter.settle(all);
    }

    function meterAt(uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode("meter", i));
    }

    function intrinsic(bytes memory data) private pure returns (uint256 gas) {
        for (uint256 i = 0; i < data.length; ++i) gas += data[i] == 0 ? 4 : 16;
    }
}
