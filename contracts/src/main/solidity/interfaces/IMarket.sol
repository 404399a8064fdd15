// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Execution} from "../OrderTypes.sol";
import {IAgents} from "./IAgents.sol";
import {IEscrow} from "./IEscrow.sol";

/// @title Settles what the exchange has matched, within what traders have signed.
/// @notice A batch settles whole or not at all, once, and in sequence. For each signed version of an order in it, the
/// market makes sure of: the signature, the limit price on the average of the batch, the quantity over all versions and
/// batches, the most to spend, the fee cap, the expiry, and that the account had not left or canceled.
interface IMarket is IAgents, IEscrow {
    /// @notice Batches settle in sequence, each once.
    error UnexpectedBatch(uint64 batchId, uint64 expected);
    /// @notice What was bought is not what was sold, or what was paid not what was received.
    error Unbalanced(uint256 bought, uint256 sold, uint256 paid, uint256 received);
    /// @notice The side is neither 0 nor 1.
    error UnknownSide(uint8 side);
    /// @notice The order's signer is neither its account nor an agent of it at that time.
    error NotAuthorized(address account, address signer);
    /// @notice The order names another epoch of its account.
    error WrongEpoch(address account, uint64 nonce);
    /// @notice The order was canceled before the last fill.
    error Canceled(address account, uint64 nonce);
    /// @notice The average price is beyond the order's limit.
    error LimitExceeded(address account, uint64 nonce);
    /// @notice More than the order's quantity was filled.
    error QuantityExceeded(address account, uint64 nonce);
    /// @notice More than the order's most to spend was spent.
    error QuoteExceeded(address account, uint64 nonce);
    /// @notice The fee is above the order's cap.
    error FeeExceeded(address account, uint64 nonce);
    /// @notice The last fill is before the first, after the order's expiry or ahead of the chain, or the first too old.
    error FillTimeOutOfRange(address account, uint64 nonce);
    /// @notice Settlement is paused until `time` (seconds).
    error SettlementPaused(uint256 time);

    /// @notice A batch has settled. `tradesRoot` commits to its single trades, for the audit.
    event BatchSettled(uint64 indexed batchId, bytes32 tradesRoot, uint256 executions);
    /// @notice A batch will never settle.
    event BatchVoided(uint64 indexed batchId);
    /// @notice No batch settles until `pausedUntil` (seconds).
    event PauseChanged(uint256 pausedUntil);

    /// @notice Settles the next batch. Executions are in order of their orders' acceptance: then no escrow can
    /// underflow. Only the operator.
    function settle(uint64 batchId, bytes32 tradesRoot, Execution[] calldata executions) external;

    /// @notice Consumes the ids from the next one to `batchId` without settling them. Only the administrator.
    function voidBatch(uint64 batchId) external;

    /// @notice Stops `settle` for MAX_LAG / 2, and then not again for as long: batches on time always get through.
    /// Nothing pauses a withdrawal or an exit.
    function pause() external;

    /// @notice Ends a pause. Only the administrator.
    function unpause() external;

    /// @notice The only id that `settle` takes.
    function nextBatchId() external view returns (uint64);

    /// @notice Until when (seconds) settlement is, or was last, paused.
    function pausedUntil() external view returns (uint256);
}
