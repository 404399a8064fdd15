// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Market} from "../../main/solidity/Market.sol";
import {Execution, Order} from "../../main/solidity/OrderTypes.sol";
import {Exchange} from "./support/Exchange.sol";

/// @dev What settling costs, as a transaction with its calldata. The figures are kept in snapshots/.
contract MarketGasTest is Exchange {
    uint256 private constant PRICE = 1_400 * IDR;
    uint256 private constant FIRST_KEY = 1_000_000;
    /// @dev What the bridge asks for, in BatchSettler.java: one that ran out of gas would stop all trading.
    uint256 private constant LIMIT_PER_EXECUTION = 50_000;
    uint256 private constant LIMIT_BESIDE = 100_000;

    function test_gas_ofFreshOrders() public {
        vm.snapshotValue("settle", "gas per fresh order, batch of 2", gasOf(twoSided(2, 1)) / 2);
        vm.snapshotValue("settle", "gas per fresh order, batch of 100", gasOf(twoSided(100, 1)) / 100);
        vm.snapshotValue("settle", "gas per fresh order, batch of 300", gasOf(twoSided(300, 1)) / 300);
    }

    function test_gas_ofOrdersFilledBefore() public {
        Execution[] memory executions = twoSided(100, 2);
        settle(executions);
        vm.snapshotValue("settle", "gas per order filled before, batch of 100", gasOf(executions) / 100);
    }

    /// @dev No execution takes more than one that an agent signed, fresh, with fields that are all long.
    function test_gas_ofTheDearestExecution() public {
        uint256 hundred = gasOf(byAgents(100));
        uint256 alone = gasOf(byAgents(2));
        uint256 each = (hundred - alone) / 98;
        vm.snapshotValue("settle", "gas of the dearest execution", each);
        vm.snapshotValue("settle", "gas of a batch beside its executions", alone - 2 * each);
        vm.assertTrue(each * 110 / 100 <= LIMIT_PER_EXECUTION, "a tenth is left of what the bridge gives an execution");
        vm.assertTrue((alone - 2 * each) * 2 <= LIMIT_BESIDE, "half is left of what the bridge gives a batch besides");
    }

    /// @dev As `twoSided`, signed by an agent of each account, with the longest numbers that an order may have.
    function byAgents(uint256 count) private returns (Execution[] memory executions) {
        executions = twoSided(count, 1);
        for (uint256 i = 0; i < count; ++i) {
            Order memory order = executions[i].order;
            uint256 agent = uint256(keccak256(abi.encode(order.account, count)));
            vm.prank(order.account);
            market.registerAgent(vm.addr(agent), type(uint64).max);
            order.quantity = type(uint96).max;
            order.maxQuote = type(uint96).max;
            order.maxFeeBps = type(uint16).max;
            order.nonce = type(uint64).max - nowMs();
            order.expiry = type(uint64).max;
            executions[i] = execute(order, agent, KWH, PRICE, PRICE / 1000);
        }
    }

    /// @dev `count` orders, each of an account of its own, half of them buying from the other half; each may be filled
    /// in `parts` equal parts, of which these executions are one.
    function twoSided(uint256 count, uint256 parts) private returns (Execution[] memory executions) {
        executions = new Execution[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 key = FIRST_KEY * count + i;
            address account = vm.addr(key);
            uint8 side = uint8(i % 2);
            if (side == BID) depositIdrs(account, 10 * PRICE);
            else depositEtk(account, 10 * KWH);
            Order memory order = orderOf(account, side, parts * KWH, PRICE, nowMs());
            executions[i] = execute(order, key, KWH, PRICE, PRICE / 1000);
        }
    }

    function gasOf(Execution[] memory executions) private returns (uint256) {
        uint64 batchId = market.nextBatchId();
        vm.cool(address(market));
        vm.prank(OPERATOR);
        market.settle(batchId, keccak256("trades"), executions);
        uint256 execution = vm.lastCallGas().gasTotalUsed;
        return 21_000 + intrinsic(abi.encodeCall(Market.settle, (batchId, keccak256("trades"), executions))) + execution;
    }

    function intrinsic(bytes memory data) private pure returns (uint256 gas) {
        for (uint256 i = 0; i < data.length; ++i) gas += data[i] == 0 ? 4 : 16;
    }
}
