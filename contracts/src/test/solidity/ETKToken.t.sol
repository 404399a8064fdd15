// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IETKToken} from "../../main/solidity/interfaces/IETKToken.sol";
import {Exchange} from "./support/Exchange.sol";

contract ETKTokenTest is Exchange {
    function test_token_hasNineDecimalsAndItsName() public view {
        vm.assertEq(uint256(etk.decimals()), 9);
        vm.assertEq(etk.name(), "EnerLink Energy Token");
        vm.assertEq(etk.symbol(), "ETK");
    }

    function test_mintAndBurn_areTheConvertersAlone() public {
        bytes32 minter = etk.MINTER_ROLE();
        expectError(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ADMIN, minter));
        vm.prank(ADMIN);
        etk.mint(ADMIN, 1);
        giveEtk(ALICE, 5);
        expectError(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ALICE, minter));
        vm.prank(ALICE);
        etk.burn(ALICE, 1);
        vm.prank(address(converter));
        etk.burn(ALICE, 2);
        vm.assertEq(etk.balanceOf(ALICE), 3);
        vm.assertEq(etk.totalSupply(), 3);
    }

    function test_burn_cannotReachTheEscrow() public {
        depositEtk(ALICE, 5);
        vm.assertEq(etk.burnable(address(market)), 0);
        expectError(abi.encodeWithSelector(IETKToken.Shielded.selector, address(market)));
        vm.prank(address(converter));
        etk.burn(address(market), 1);
    }
}
