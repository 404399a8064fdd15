// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ETKToken} from "../../main/solidity/ETKToken.sol";
import {IDRSToken} from "../../main/solidity/IDRSToken.sol";
import {Market} from "../../main/solidity/Market.sol";
import {Order} from "../../main/solidity/OrderTypes.sol";
import {Targets} from "./support/Targets.sol";
import {TradingFloor} from "./support/TradingFloor.sol";

/// @dev What holds whatever users, meters and administrators do before the market, in any order.
contract MarketInvariantsTest is Targets {
    address private constant FEES = address(0xFEE);

    TradingFloor private floor;
    Market private market;
    ETKToken private etk;
    IDRSToken private idrs;

    function setUp() public {
        floor = new TradingFloor();
        floor.setUp();
        (market, etk, idrs) = (floor.theMarket(), floor.theEtk(), floor.theIdrs());
        bytes4[] memory actions = new bytes4[](19);
        actions[0] = TradingFloor.buy.selector;
        actions[1] = TradingFloor.sell.selector;
        actions[2] = TradingFloor.take.selector;
        actions[3] = TradingFloor.replace.selector;
        actions[4] = TradingFloor.cancel.selector;
        actions[5] = TradingFloor.withdraw.selector;
        actions[6] = TradingFloor.deposit.selector;
        actions[7] = TradingFloor.cancelOnChain.selector;
        actions[8] = TradingFloor.revokeAgent.selector;
        actions[9] = TradingFloor.requestExit.selector;
        actions[10] = TradingFloor.depart.selector;
        actions[11] = TradingFloor.donate.selector;
        actions[12] = TradingFloor.owe.selector;
        actions[13] = TradingFloor.close.selector;
        actions[14] = TradingFloor.settleNext.selector;
        actions[15] = TradingFloor.elapse.selector;
        actions[16] = TradingFloor.voidPending.selector;
        actions[17] = TradingFloor.pause.selector;
        actions[18] = TradingFloor.passOn.selector;
        target(address(floor), actions);
    }

    /// @dev All of it in one campaign: forge would give each its own, of the very same calls.
    function invariant_escrowFillsAndEventsAreRight() public view {
        expectEscrowToBeWhatTheMarketHolds();
        expectEscrowToBeWhatHasSettledOfTheLedger();
        expectNoOrderFilledBeyondItsQuantity();
        vm.assertEq(uint256(market.eventSeq()), floor.events(), "account events");
    }

    function expectEscrowToBeWhatTheMarketHolds() private view {
        (uint256 energy, uint256 money) = (floor.etkIn(FEES), floor.idrsIn(FEES));
        for (uint256 i = 0; i < 4; ++i) {
            energy += floor.etkIn(floor.accountOf(i));
            money += floor.idrsIn(floor.accountOf(i));
        }
        (uint64 totalEtk, uint64 totalIdrs) = market.totalEscrow();
        vm.assertEq(energy, totalEtk, "sum of ETK in escrow");
        vm.assertEq(money, totalIdrs, "sum of IDRS in escrow");
        vm.assertEq(etk.balanceOf(address(market)), energy + floor.donated(), "ETK held");
        vm.assertEq(idrs.balanceOf(address(market)), money, "IDRS held");
    }

    function expectEscrowToBeWhatHasSettledOfTheLedger() private view {
        for (uint256 i = 0; i < 4; ++i) {
            address account = floor.accountOf(i);
            vm.assertEq(floor.etkIn(account), floor.settledFunds(account, 0), "ETK of an account");
            vm.assertEq(floor.idrsIn(account), floor.settledFunds(account, 1), "IDRS of an account");
        }
    }

    function expectNoOrderFilledBeyondItsQuantity() private view {
        for (uint256 i = 0; i < floor.versionCount(); ++i) {
            (Order memory order, address signer) = floor.orderAt(i);
            (uint96 base,,) = market.filled(order.account, signer, order.nonce);
            uint256 most = floor.largestQuantity(floor.orderKey(order.account, signer, order.nonce));
            vm.assertTrue(base <= most, "filled beyond the quantity");
        }
    }

    /// @dev At the end of each run: what was matched has settled, unless it was voided, and all can leave.
    function afterInvariant() public {
        bool afterSettling = floor.matched() % 2 == 0;
        floor.fallSilent(afterSettling);
        vm.assertEq(floor.matched(), floor.settled() + floor.voided() + floor.unsettled(), "trades");
        if (afterSettling) vm.assertEq(floor.unsettled(), 0, "trades that did not settle");
        vm.assertTrue(floor.matched() >= floor.takes(), "trades that did not happen");
        (uint64 totalEtk, uint64 totalIdrs) = market.totalEscrow();
        vm.assertEq(uint256(totalEtk), 0);
        vm.assertEq(uint256(totalIdrs), 0);
        vm.assertEq(etk.balanceOf(address(market)), floor.donated(), "ETK left behind");
        vm.assertEq(idrs.balanceOf(address(market)), 0, "IDRS left behind");
    }

    /// @dev The floor itself is no sham: a script of what it does, and the trades that settled.
    function test_floor_tradesAndSettles() public {
        for (uint256 i = 0; i < 8; ++i) {
            floor.take(i, 50 + i, 7 * i);
            floor.sell(i, 40 + i, i);
            floor.buy(i + 1, 90 + i, i);
            floor.replace(i, 300, 3 * i);
            floor.passOn(i, i);
            if (i % 3 == 2) floor.settleNext();
            else floor.close();
        }
        floor.requestExit(1);
        floor.elapse(2 hours);
        floor.depart(1);
        floor.pause();
        vm.assertTrue(floor.takes() == 8, "takes");
        vm.assertTrue(floor.settled() == floor.matched() && floor.settled() >= 16, "settled");
        expectEscrowToBeWhatHasSettledOfTheLedger();
        afterInvariant();
    }
}
