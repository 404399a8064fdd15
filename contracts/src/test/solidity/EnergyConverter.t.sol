// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {IEnergyConverter} from "../../main/solidity/interfaces/IEnergyConverter.sol";
import {Exchange} from "./support/Exchange.sol";

contract EnergyConverterTest is Exchange {
    bytes32 private constant METER = keccak256("meter of Alice");
    bytes32 private constant OTHER = keccak256("meter of Bob");
    uint256 private constant UWH = 10 ** 6; // per Wh

    function setUp() public override {
        super.setUp();
        registerMeter(METER, ALICE, 12_000, 0);
        report(METER, 1, 500 * UWH, 300 * UWH);
    }

    // Registers

    function test_firstReport_onlySetsTheBaseline() public view {
        vm.assertEq(etk.totalSupply(), 0);
        vm.assertEq(converter.totalNet(), 0);
        IEnergyConverter.Meter memory meter = converter.meter(METER);
        vm.assertEq(uint256(meter.epoch), 1);
        vm.assertEq(uint256(meter.exportUwh), 500 * UWH);
        vm.assertEq(uint256(meter.importUwh), 300 * UWH);
    }

    function test_epochZero_countsFromZeroSinceRegistration() public {
        registerMeter(OTHER, BOB, 12_000, 0);
        report(OTHER, 0, 250 * UWH, 0);
        vm.assertEq(etk.balanceOf(BOB), 250 * UWH);
    }

    function test_surplus_isMintedToTheOwner() public {
        skip(PERIOD);
        vm.expectEmit(true, true, false, true, address(converter));
        emit IEnergyConverter.EnergySettled(
            METER,
            ALICE,
            1,
            uint64(620 * UWH),
            uint64(320 * UWH),
            int256(100 * UWH),
            100 * UWH,
            0,
            0,
            0,
            keccak256("readings")
        );
        report(METER, 1, 620 * UWH, 320 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 100 * UWH);
        expectInvariant();
    }

    function test_consumption_isBurnedFromTheWallet() public {
        giveSurplus(100);
        skip(PERIOD);
        report(METER, 1, 600 * UWH, 340 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 60 * UWH);
        expectInvariant();
    }

    function test_sameReportAgain_isAChangeOfZero() public {
        giveSurplus(100);
        IEnergyConverter.Meter memory before = converter.meter(METER);
        report(METER, 1, 600 * UWH, 300 * UWH);
        vm.assertEq(etk.totalSupply(), 100 * UWH);
        vm.assertEq(keccak256(abi.encode(converter.meter(METER))), keccak256(abi.encode(before)));
    }

    function test_lostReport_healsWithTheNext() public {
        skip(2 * PERIOD);
        report(METER, 1, 700 * UWH, 300 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 200 * UWH);
    }

    function test_olderReport_hasNoEffectAndIsSkipped() public {
        giveSurplus(100);
        expectRefusal(METER, IEnergyConverter.Refusal.LOWER_REGISTER);
        report(METER, 1, 550 * UWH, 300 * UWH);
        expectRefusal(METER, IEnergyConverter.Refusal.LOWER_REGISTER);
        report(METER, 1, 700 * UWH, 299 * UWH);
        expectRefusal(METER, IEnergyConverter.Refusal.STALE_EPOCH);
        report(METER, 0, 900 * UWH, 300 * UWH);
        vm.assertEq(etk.totalSupply(), 100 * UWH);
    }

    function test_higherEpoch_setsANewBaselineAndMintsNothing() public {
        skip(PERIOD);
        report(METER, 2, 10 * UWH, 5 * UWH);
        vm.assertEq(etk.totalSupply(), 0);
        skip(PERIOD);
        report(METER, 2, 50 * UWH, 15 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 30 * UWH);
        expectRefusal(METER, IEnergyConverter.Refusal.STALE_EPOCH);
        report(METER, 1, 900 * UWH, 300 * UWH);
    }

    function test_badReport_doesNotFailTheOthers() public {
        registerMeter(OTHER, BOB, 12_000, 0);
        IEnergyConverter.Report[] memory reports = new IEnergyConverter.Report[](4);
        reports[0] = reportOf("unknown", 1, 1, 1);
        reports[1] = reportOf(METER, 0, 1, 1);
        reports[2] = reportOf(METER, 1, type(uint64).max, 300 * UWH);
        reports[3] = reportOf(OTHER, 0, 5 * UWH, 0);
        expectRefusal("unknown", IEnergyConverter.Refusal.UNKNOWN_METER);
        expectRefusal(METER, IEnergyConverter.Refusal.STALE_EPOCH);
        expectRefusal(METER, IEnergyConverter.Refusal.BEYOND_CAPACITY);
        vm.prank(ORACLE);
        converter.settle(reports);
        vm.assertEq(etk.balanceOf(BOB), 5 * UWH);
    }

    // Capacity: 12 kW are 1,000 Wh in a period of 300 s

    function test_capacity_boundsWhatAPeriodCanBring() public {
        skip(PERIOD);
        expectRefusal(METER, IEnergyConverter.Refusal.BEYOND_CAPACITY);
        report(METER, 1, 2_500 * UWH + 1, 300 * UWH);
        expectRefusal(METER, IEnergyConverter.Refusal.BEYOND_CAPACITY);
        report(METER, 1, 500 * UWH, 2_300 * UWH + 1);
        report(METER, 1, 2_500 * UWH, 300 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 2_000 * UWH);
    }

    function test_capacity_slackIsGivenOnceAndNotWithEveryReport() public {
        report(METER, 1, 1_500 * UWH, 300 * UWH);
        expectRefusal(METER, IEnergyConverter.Refusal.BEYOND_CAPACITY);
        report(METER, 1, 1_501 * UWH, 300 * UWH);
        skip(PERIOD);
        report(METER, 1, 2_500 * UWH, 300 * UWH);
        expectRefusal(METER, IEnergyConverter.Refusal.BEYOND_CAPACITY);
        report(METER, 1, 2_501 * UWH, 300 * UWH);
    }

    function test_capacity_isNotUsedUpByARepeatedReport() public {
        skip(10 * PERIOD);
        report(METER, 1, 500 * UWH, 300 * UWH);
        report(METER, 1, 10_500 * UWH, 300 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 10_000 * UWH);
    }

    function test_capacity_ofZeroLetsNothingPass() public {
        vm.prank(ADMIN);
        converter.changeMeterLimits(METER, 0, 0);
        skip(PERIOD);
        expectRefusal(METER, IEnergyConverter.Refusal.BEYOND_CAPACITY);
        report(METER, 1, 500 * UWH + 1, 300 * UWH);
    }

    // Threshold

    function test_threshold_carriesUntilItIsReached() public {
        setThreshold(2_000);
        skip(10 * PERIOD);
        report(METER, 1, 1_500 * UWH, 300 * UWH);
        vm.assertEq(etk.totalSupply(), 0);
        vm.assertEq(converter.totalCarried(), int256(1_000 * UWH));
        expectInvariant();
        skip(10 * PERIOD);
        report(METER, 1, 2_500 * UWH, 300 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 2_000 * UWH);
        vm.assertEq(converter.totalCarried(), 0);
        expectInvariant();
    }

    function test_threshold_carriesConsumptionAlike() public {
        giveSurplus(3_000);
        setThreshold(2_000);
        skip(10 * PERIOD);
        report(METER, 1, 3_500 * UWH, 1_300 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 3_000 * UWH);
        vm.assertEq(converter.totalCarried(), -int256(1_000 * UWH));
        expectInvariant();
        skip(10 * PERIOD);
        report(METER, 1, 3_500 * UWH, 2_301 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 999 * UWH);
        vm.assertEq(converter.totalCarried(), 0);
        expectInvariant();
    }

    function test_carry_survivesANewEpoch() public {
        setThreshold(2_000);
        skip(10 * PERIOD);
        report(METER, 1, 1_500 * UWH, 300 * UWH);
        report(METER, 2, 0, 0);
        vm.assertEq(converter.totalCarried(), int256(1_000 * UWH));
        skip(10 * PERIOD);
        report(METER, 2, 1_000 * UWH, 0);
        vm.assertEq(etk.balanceOf(ALICE), 2_000 * UWH);
    }

    // Debt

    function test_unpaidConsumption_becomesDebt() public {
        giveSurplus(100);
        skip(PERIOD);
        vm.expectEmit(true, true, false, true, address(converter));
        emit IEnergyConverter.DebtChanged(1, ALICE, 40 * UWH);
        report(METER, 1, 600 * UWH, 440 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 0);
        vm.assertEq(converter.debtOf(ALICE), 40 * UWH);
        vm.assertEq(converter.totalDebt(), 40 * UWH);
        vm.assertEq(uint256(converter.debtSeq()), 1);
        expectInvariant();
    }

    function test_mint_repaysDebtFirst() public {
        skip(PERIOD);
        report(METER, 1, 500 * UWH, 340 * UWH);
        vm.assertEq(converter.debtOf(ALICE), 40 * UWH);
        skip(PERIOD);
        report(METER, 1, 530 * UWH, 340 * UWH);
        vm.assertEq(converter.debtOf(ALICE), 10 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 0);
        skip(PERIOD);
        report(METER, 1, 560 * UWH, 340 * UWH);
        vm.assertEq(converter.debtOf(ALICE), 0);
        vm.assertEq(etk.balanceOf(ALICE), 20 * UWH);
        vm.assertEq(uint256(converter.debtSeq()), 3);
        expectInvariant();
    }

    function test_burn_neverReachesTheEscrowEvenIfItIsMadeAnOwner() public {
        depositEtk(BOB, 100 * UWH);
        registerMeter(OTHER, address(market), 12_000, 0);
        skip(PERIOD);
        report(OTHER, 0, 0, 50 * UWH);
        vm.assertEq(etk.balanceOf(address(market)), 100 * UWH);
        vm.assertEq(converter.debtOf(address(market)), 50 * UWH);
    }

    function test_repay_isTheMarketsAloneAndNeverMoreThanTheDebt() public {
        bytes32 role = converter.MARKET_ROLE();
        expectError(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ADMIN, role));
        vm.prank(ADMIN);
        converter.repay(ALICE, 1);
        expectError(abi.encodeWithSelector(IEnergyConverter.RepaysTooMuch.selector, 1, 0));
        vm.prank(address(market));
        converter.repay(ALICE, 1);
    }

    // Registry

    function test_registry_isTheRegistrarsAlone() public {
        bytes32 role = converter.REGISTRAR_ROLE();
        expectError(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ORACLE, role));
        vm.prank(ORACLE);
        converter.registerMeter(OTHER, BOB, 1, 0);
    }

    function test_registry_refusesASecondTimeAndNoOwner() public {
        vm.startPrank(ADMIN);
        expectError(abi.encodeWithSelector(IEnergyConverter.MeterExists.selector, METER));
        converter.registerMeter(METER, BOB, 1, 0);
        expectError(abi.encodeWithSelector(IEnergyConverter.InvalidOwner.selector, address(0)));
        converter.registerMeter(OTHER, address(0), 1, 0);
        expectError(abi.encodeWithSelector(IEnergyConverter.UnknownMeter.selector, OTHER));
        converter.changeMeterLimits(OTHER, 1, 0);
        expectError(abi.encodeWithSelector(IEnergyConverter.UnknownMeter.selector, OTHER));
        converter.changeMeterOwner(OTHER, BOB);
    }

    function test_newOwner_doesNotInheritWhatTheOldOneCarried() public {
        setThreshold(2_000);
        skip(10 * PERIOD);
        report(METER, 1, 1_500 * UWH, 300 * UWH);
        vm.prank(ADMIN);
        converter.changeMeterOwner(METER, BOB);
        vm.assertEq(etk.balanceOf(ALICE), 1_000 * UWH);
        vm.assertEq(converter.totalCarried(), 0);
        vm.assertEq(converter.meter(METER).owner, BOB);
        expectInvariant();
    }

    // Roles and pause

    function test_settle_isTheOraclesAlone() public {
        bytes32 role = converter.ORACLE_ROLE();
        expectError(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ADMIN, role));
        vm.prank(ADMIN);
        converter.settle(new IEnergyConverter.Report[](0));
    }

    function test_pause_stopsReportsUntilItEnds() public {
        vm.prank(PAUSER);
        converter.pause();
        expectError(abi.encodeWithSelector(Pausable.EnforcedPause.selector));
        report(METER, 1, 600 * UWH, 300 * UWH);
        vm.prank(PAUSER);
        converter.unpause();
        skip(PERIOD);
        report(METER, 1, 600 * UWH, 300 * UWH);
        vm.assertEq(etk.balanceOf(ALICE), 100 * UWH);
    }

    /// @dev Leaves the registers at 500 + `wh` and 300 Wh, long after.
    function giveSurplus(uint256 wh) private {
        skip(100 * PERIOD);
        report(METER, 1, (500 + wh) * UWH, 300 * UWH);
    }

    // Proofs of readings

    function test_verifyReading_holdsForThoseOfTheRootOnly() public view {
        IEnergyConverter.Reading memory reading = IEnergyConverter.Reading(METER, 1, 2, 3, 4, 5, bytes32(uint256(6)));
        bytes32 leaf = keccak256(
            bytes.concat(
                keccak256(
                    bytes.concat(
                        METER, bytes4(uint32(1)), bytes8(uint64(2)), bytes4(uint32(3)), bytes8(uint64(4)),
                        bytes8(uint64(5)), bytes32(uint256(6))
                    )
                )
            )
        );
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = keccak256("another");
        bytes32 root = keccak256(leaf < proof[0] ? bytes.concat(leaf, proof[0]) : bytes.concat(proof[0], leaf));
        vm.assertTrue(converter.verifyReading(root, reading, proof));
        vm.assertTrue(converter.verifyReading(leaf, reading, new bytes32[](0)));
        vm.assertFalse(converter.verifyReading(leaf, reading, proof));
        reading.exportUwh = 5;
        vm.assertFalse(converter.verifyReading(root, reading, proof));
    }

    function setThreshold(uint256 wh) private {
        vm.prank(ADMIN);
        converter.changeMeterLimits(METER, 12_000, uint64(wh * UWH));
    }

    function expectRefusal(bytes32 id, IEnergyConverter.Refusal reason) private {
        vm.expectEmit(true, false, false, true, address(converter));
        emit IEnergyConverter.ReportRefused(id, reason);
    }

    function expectInvariant() private view {
        int256 supply = int256(etk.totalSupply());
        int256 owed = int256(converter.totalDebt());
        vm.assertEq(supply, converter.totalNet() + owed - converter.totalCarried(), "supply = net + debt - carried");
    }
}
