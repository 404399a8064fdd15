// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {MeterField} from "./support/MeterField.sol";
import {Targets} from "./support/Targets.sol";

/// @dev To the µWh, whatever meters report and owners do: supply = net − carried + debt.
contract ConverterInvariantsTest is Targets {
    MeterField private field;

    function setUp() public {
        field = new MeterField();
        field.setUp();
        bytes4[] memory actions = new bytes4[](9);
        actions[0] = MeterField.measure.selector;
        actions[1] = MeterField.restart.selector;
        actions[2] = MeterField.repeat.selector;
        actions[3] = MeterField.lie.selector;
        actions[4] = MeterField.changeOwner.selector;
        actions[5] = MeterField.changeThreshold.selector;
        actions[6] = MeterField.spend.selector;
        actions[7] = MeterField.deposit.selector;
        actions[8] = MeterField.collect.selector;
        target(address(field), actions);
    }

    function invariant_supplyIsNetLessCarriedPlusDebt() public view {
        int256 net = field.theConverter().totalNet();
        int256 carried = field.theConverter().totalCarried();
        uint256 debt = field.theConverter().totalDebt();
        vm.assertEq(net, field.net(), "net of what meters measured");
        vm.assertEq(carried, field.carried(), "sum of what meters carry");
        vm.assertEq(debt, field.debts(), "sum of what owners owe");
        vm.assertEq(int256(field.theEtk().totalSupply()), net - carried + int256(debt), "supply");
    }

    /// @dev The field is no sham: reports are taken and refused, and what follows from them is there.
    function test_field_mintsCarriesAndOwes() public {
        for (uint256 i = 0; i < 12; ++i) {
            field.measure(i, i % 3 == 0 ? 0 : 7 * 10 ** 8, i % 3 == 0 ? 9 * 10 ** 8 : 0, 600);
            field.lie(i, i, 5 * i);
            field.repeat(i);
            field.deposit(i, 10 ** 8);
            field.collect(i, 10 ** 7);
        }
        vm.assertTrue(field.reportsTaken() == 12 && field.reportsRefused() == 12, "reports");
        vm.assertTrue(field.theEtk().totalSupply() > 0, "minted");
        vm.assertTrue(field.theConverter().debtSeq() > 0, "owed");
        vm.assertTrue(field.carried() != 0, "carried");
        invariant_supplyIsNetLessCarriedPlusDebt();
    }
}
