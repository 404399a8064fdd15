// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IEnergyConverter} from "../../main/solidity/interfaces/IEnergyConverter.sol";
import {Exchange} from "./support/Exchange.sol";

/// @dev How much the oracle and the bank can create, however they go about it.
contract TokenFuzzTest is Exchange {
    uint64 private constant CAPACITY_W = 12_000;
    bytes32 private constant METER = keccak256("meter of Alice");

    /// @dev A lying oracle mints no more than the meter could have measured in the time that went by, and one period.
    function testFuzz_oracle_mintsWithinTheCapacity(uint256 seed) public {
        registerMeter(METER, ALICE, CAPACITY_W, 0);
        uint256 begun = block.timestamp;
        for (uint256 i = 0; i < 8; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip(seed % 3 == 0 ? 0 : bound(seed >> 8, 0, 2 * PERIOD));
            IEnergyConverter.Meter memory meter = converter.meter(METER);
            uint256 room = (block.timestamp + PERIOD) * 1000 - meter.coveredUntilMs;
            uint256 uwh = bound(seed >> 64, 0, (room * CAPACITY_W * 10) / 36 + 2);
            report(METER, meter.epoch + ((seed >> 200) % 8 == 0 ? 1 : 0), meter.exportUwh + uwh, meter.importUwh);
        }
        uint256 most = ((block.timestamp - begun + PERIOD) * CAPACITY_W * 10 ** 6) / 3_600;
        vm.assertTrue(etk.totalSupply() <= most, "minted beyond the capacity");
    }

    /// @dev The bank mints no more than the cap on any day, and under each reference once.
    function testFuzz_bank_mintsWithinTheCapOfEachDay(uint256 seed) public {
        uint256 day = block.timestamp / 1 days;
        uint256 mintedToday = 0;
        for (uint256 i = 0; i < 8; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip(bound(seed >> 8, 0, 8 hours));
            if (block.timestamp / 1 days != day) (day, mintedToday) = (block.timestamp / 1 days, 0);
            uint256 left = DAILY_CAP - mintedToday;
            vm.assertEq(idrs.mintableToday(), left);
            uint256 amount = bound(seed >> 64, 1, left + 2);
            vm.prank(BANK);
            try idrs.mint(ALICE, amount, bytes32(i)) {
                vm.assertTrue(amount <= left, "beyond the cap");
                mintedToday += amount;
            } catch {
                vm.assertTrue(amount > left, "refused within the cap");
            }
        }
    }
}
