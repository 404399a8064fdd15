// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ETKToken} from "../../../main/solidity/ETKToken.sol";
import {EnergyConverter} from "../../../main/solidity/EnergyConverter.sol";
import {IEnergyConverter} from "../../../main/solidity/interfaces/IEnergyConverter.sol";
import {Exchange} from "./Exchange.sol";

/// @dev Meters that count up, restart and change hands, reported well and badly; owners that spend what they get. It
/// keeps its own account of what every meter measured; no call it makes may revert.
contract MeterField is Exchange {
    uint256 internal constant METERS = 4;
    uint64 internal constant CAPACITY_W = 12_000;

    /// @dev What a meter was last taken at, and since when.
    struct Counted {
        uint32 epoch;
        uint256 exportUwh;
        uint256 importUwh;
    }

    address[] internal owners;
    mapping(bytes32 meter => Counted) internal counted;
    int256 public net;
    uint256 public reportsTaken;
    uint256 public reportsRefused;

    function setUp() public override {
        super.setUp();
        owners = [ALICE, BOB, CAROL];
        for (uint256 i = 0; i < METERS; ++i) {
            registerMeter(meterAt(i), owners[i % 3], CAPACITY_W, i % 2 == 0 ? 0 : uint64(2 * KWH));
        }
    }

    /// @dev A meter counted on, at most what its capacity allows, and is reported.
    function measure(uint256 which, uint256 exported, uint256 imported, uint256 duration) external {
        duration = bound(duration, 1, 3_600);
        skip(duration);
        Counted storage last = counted[meterAt(which)];
        uint256 most = (duration * CAPACITY_W * 10 ** 6) / 3_600;
        last.exportUwh += bound(exported, 0, most);
        last.importUwh += bound(imported, 0, most);
        IEnergyConverter.Meter memory before = converter.meter(meterAt(which));
        net += int256(last.exportUwh) - int256(uint256(before.exportUwh));
        net -= int256(last.importUwh) - int256(uint256(before.importUwh));
        tell(which, last.epoch, last.exportUwh, last.importUwh);
        IEnergyConverter.Meter memory now_ = converter.meter(meterAt(which));
        vm.assertEq(uint256(now_.exportUwh), last.exportUwh, "a good report was not taken");
        vm.assertEq(uint256(now_.importUwh), last.importUwh, "a good report was not taken");
        ++reportsTaken;
    }

    function restart(uint256 which, uint256 exportUwh, uint256 importUwh) external {
        Counted storage last = counted[meterAt(which)];
        last.epoch += 1;
        (last.exportUwh, last.importUwh) = (bound(exportUwh, 0, KWH), bound(importUwh, 0, KWH));
        tell(which, last.epoch, last.exportUwh, last.importUwh);
        ++reportsTaken;
    }

    /// @dev The same report once more: a change of zero, unless a lower threshold lets go of what was carried.
    function repeat(uint256 which) external {
        Counted storage last = counted[meterAt(which)];
        IEnergyConverter.Meter memory meter = converter.meter(meterAt(which));
        int256 carry = meter.carriedUwh;
        bool due = carry != 0 && uint256(carry < 0 ? -carry : carry) >= meter.thresholdUwh;
        if (due) tell(which, last.epoch, last.exportUwh, last.importUwh);
        expectNothing(which, last.epoch, last.exportUwh, last.importUwh);
    }

    /// @dev A report from before, of an epoch gone by, or of more than a meter can measure.
    function lie(uint256 which, uint256 kind, uint256 amount) external {
        Counted storage last = counted[meterAt(which)];
        if (kind % 3 == 0 && last.epoch > 0) {
            expectNothing(which, last.epoch - 1, last.exportUwh + bound(amount, 0, KWH), last.importUwh);
        } else if (kind % 3 == 1 && last.exportUwh > 0) {
            expectNothing(which, last.epoch, bound(amount, 0, last.exportUwh - 1), last.importUwh);
        } else {
            IEnergyConverter.Meter memory meter = converter.meter(meterAt(which));
            uint256 room = block.timestamp * 1000 + PERIOD * 1000 - meter.coveredUntilMs;
            uint256 most = (room * CAPACITY_W * 10) / 36;
            expectNothing(which, last.epoch, last.exportUwh + most + bound(amount, 1, 2 ** 60), last.importUwh);
        }
        ++reportsRefused;
    }

    function changeOwner(uint256 which, uint256 who) external {
        vm.prank(ADMIN);
        converter.changeMeterOwner(meterAt(which), owners[who % 3]);
    }

    function changeThreshold(uint256 which, uint256 thresholdUwh) external {
        vm.prank(ADMIN);
        converter.changeMeterLimits(meterAt(which), CAPACITY_W, uint64(bound(thresholdUwh, 0, 5 * KWH)));
    }

    function spend(uint256 who, uint256 amount) external {
        address owner = owners[who % 3];
        uint256 most = etk.balanceOf(owner);
        vm.prank(owner);
        etk.transfer(STRANGER, bound(amount, 0, most));
    }

    function deposit(uint256 who, uint256 amount) external {
        address owner = owners[who % 3];
        uint256 most = etk.balanceOf(owner);
        if (most == 0) return;
        amount = bound(amount, 1, most);
        vm.startPrank(owner);
        etk.approve(address(market), amount);
        market.deposit(address(etk), amount);
        vm.stopPrank();
    }

    function collect(uint256 who, uint256 amount) external {
        address owner = owners[who % 3];
        uint256 most = etkOf(owner);
        vm.prank(OPERATOR);
        market.repayDebt(owner, bound(amount, 0, most));
    }

    function theEtk() external view returns (ETKToken) {
        return etk;
    }

    function theConverter() external view returns (EnergyConverter) {
        return converter;
    }

    function debts() external view returns (uint256 sum) {
        for (uint256 i = 0; i < 3; ++i) sum += converter.debtOf(owners[i]);
    }

    function carried() external view returns (int256 sum) {
        for (uint256 i = 0; i < METERS; ++i) sum += converter.meter(meterAt(i)).carriedUwh;
    }

    function tell(uint256 which, uint32 epoch, uint256 exportUwh, uint256 importUwh) private {
        report(meterAt(which), epoch, exportUwh, importUwh);
    }

    function expectNothing(uint256 which, uint32 epoch, uint256 exportUwh, uint256 importUwh) private {
        bytes32 before = state(which);
        tell(which, epoch, exportUwh, importUwh);
        vm.assertEq(state(which), before);
    }

    /// @dev All that a report can change but the capacity left.
    function state(uint256 which) private view returns (bytes32) {
        IEnergyConverter.Meter memory meter = converter.meter(meterAt(which));
        bytes memory totals = abi.encode(
            etk.totalSupply(), converter.totalDebt(), converter.totalNet(), converter.totalCarried(), converter.debtSeq()
        );
        return keccak256(abi.encode(meter, totals));
    }

    function meterAt(uint256 which) private pure returns (bytes32) {
        return keccak256(abi.encode("meter in the field", which % METERS));
    }
}
