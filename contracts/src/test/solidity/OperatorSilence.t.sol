// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IEscrow} from "../../main/solidity/interfaces/IEscrow.sol";
import {IMarket} from "../../main/solidity/interfaces/IMarket.sol";
import {Execution, Order} from "../../main/solidity/OrderTypes.sol";
import {ContractWallet} from "./support/ContractWallet.sol";
import {Exchange} from "./support/Exchange.sol";

/// @dev The operator has stopped for good, in the middle of trading; those who hold the other keys are against the
/// traders. Everybody leaves on their own, with exactly what is theirs.
contract OperatorSilenceTest is Exchange {
    uint256 private constant PRICE = 1_400 * IDR;
    uint256 private constant FEE = PRICE / 200;
    uint256 private constant BOT_KEY = 0xB07;
    address private wallet;

    /// @dev Alice has bought 4 kWh from Bob and the wallet 2 kWh from Carol, settled; 3 kWh more are matched, not settled.
    function test_silence_everybodyLeavesWithExactlyWhatIsTheirs() public {
        Execution[] memory matched = tradeUntilTheLastBatch();
        bytes memory signed = signWithdrawal();

        // Silence. The others do what they can.
        giveDebt(BOB, 1_000 * KWH);
        vm.prank(PAUSER);
        market.pause();
        vm.prank(PAUSER);
        converter.pause();
        vm.startPrank(ADMIN);
        market.voidBatch(market.nextBatchId());
        market.revokeRole(market.OPERATOR_ROLE(), OPERATOR);
        vm.stopPrank();

        address[5] memory leaving = [ALICE, BOB, CAROL, wallet, FEES];
        for (uint256 i = 0; i < leaving.length; ++i) {
            vm.prank(leaving[i]);
            market.requestExit();
        }
        uint256 leftAt = block.timestamp + NOTICE + MAX_LAG;
        vm.warp(leftAt - 1);
        expectError(abi.encodeWithSelector(IEscrow.TooEarly.selector, leftAt));
        vm.prank(ALICE);
        market.exit();
        vm.warp(leftAt);
        vm.prank(PAUSER);
        market.pause();
        for (uint256 i = 0; i < leaving.length; ++i) {
            vm.prank(leaving[i]);
            market.exit();
        }

        expectWallet(ALICE, 4 * KWH, 100_000 * IDR - 4 * (PRICE + FEE));
        expectWallet(BOB, 96 * KWH, 4 * (PRICE - FEE));
        expectWallet(CAROL, 8 * KWH, 2 * (PRICE - FEE));
        expectWallet(wallet, 2 * KWH, 50_000 * IDR - 2 * (PRICE + FEE));
        expectWallet(FEES, 0, 12 * FEE);
        vm.assertEq(etk.balanceOf(address(market)), 0);
        vm.assertEq(idrs.balanceOf(address(market)), 0);
        expectNothingFromBefore(matched, signed);
    }

    /// @dev Back in office, the operator finds that nothing signed before has any force.
    function expectNothingFromBefore(Execution[] memory matched, bytes memory signed) private {
        bytes32 role = market.OPERATOR_ROLE();
        vm.startPrank(ADMIN);
        market.grantRole(role, OPERATOR);
        market.unpause();
        vm.stopPrank();
        uint64 deadline = uint64(type(uint64).max);
        expectError(abi.encodeWithSelector(IEscrow.InsufficientEscrow.selector, CAROL, address(etk)));
        vm.prank(OPERATOR);
        market.withdraw(CAROL, address(etk), uint128(KWH), CAROL, 1, deadline, signed);
        uint64 batchId = market.nextBatchId();
        expectError(abi.encodeWithSelector(IMarket.FillTimeOutOfRange.selector, ALICE, 1));
        vm.prank(OPERATOR);
        market.settle(batchId, keccak256("trades"), matched);
        for (uint256 i = 0; i < matched.length; ++i) {
            (matched[i].firstFillAt, matched[i].lastFillAt) = (nowMs(), nowMs());
        }
        expectError(abi.encodeWithSelector(IMarket.WrongEpoch.selector, ALICE, 1));
        vm.prank(OPERATOR);
        market.settle(batchId, keccak256("trades"), matched);
    }

    function tradeUntilTheLastBatch() private returns (Execution[] memory matched) {
        wallet = address(new ContractWallet(CAROL));
        depositIdrs(ALICE, 100_000 * IDR);
        depositEtk(BOB, 100 * KWH);
        depositEtk(CAROL, 10 * KWH);
        depositIdrs(wallet, 50_000 * IDR);
        address bot = vm.addr(BOT_KEY);
        vm.prank(wallet);
        market.registerAgent(bot, nowMs() + 90 days * 1000);
        settle(batch(trade(ALICE, BID, ALICE_KEY, 4, 1), trade(BOB, ASK, BOB_KEY, 4, 1)));
        settle(batch(trade(wallet, BID, BOT_KEY, 2, 1), trade(CAROL, ASK, CAROL_KEY, 2, 1)));
        return batch(trade(ALICE, BID, ALICE_KEY, 3, 1), trade(BOB, ASK, BOB_KEY, 3, 1));
    }

    /// @dev What an order of 20 kWh, good for 90 days, has just done.
    function trade(address account, uint8 side, uint256 key, uint256 kwh, uint64 nonce)
        private
        view
        returns (Execution memory)
    {
        Order memory order = orderOf(account, side, 20 * KWH, PRICE, nonce);
        order.expiry = 1_800_000_000_000 + 90 days * 1000;
        return execute(order, key, kwh * KWH, kwh * PRICE, kwh * FEE);
    }

    /// @dev Carol signed a withdrawal, without end; the operator never sent it.
    function signWithdrawal() private view returns (bytes memory) {
        bytes32 typeHash = keccak256(
            "Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)"
        );
        bytes32 structHash = keccak256(abi.encode(typeHash, CAROL, etk, KWH, CAROL, 1, type(uint64).max));
        return signature(CAROL_KEY, digestOf(structHash));
    }

    function expectWallet(address account, uint256 etkAmount, uint256 idrsAmount) private view {
        vm.assertEq(etk.balanceOf(account), etkAmount, "ETK paid out");
        vm.assertEq(idrs.balanceOf(account), idrsAmount, "IDRS paid out");
        expectEscrow(account, 0, 0);
    }
}
