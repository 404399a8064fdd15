// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Agents} from "./Agents.sol";
import {Escrow} from "./Escrow.sol";
import {IEnergyConverter} from "./interfaces/IEnergyConverter.sol";
import {IETKToken} from "./interfaces/IETKToken.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {Execution, Order, OrderTypes} from "./OrderTypes.sol";

/// @title EnerLink Market: escrow, and settlement of signed orders in batches.
contract Market is IMarket, Agents {
    using OrderTypes for Order;
    using SafeCast for uint256;

    /// @dev What the executions of a batch come to.
    struct Sums {
        uint256 bought;
        uint256 sold;
        uint256 paid;
        uint256 received;
        uint256 fees;
    }

    /// @notice Stops settlement for a while.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @dev How far a fill may be ahead of the chain's clock, in ms.
    uint256 private constant MAX_AHEAD_MS = 60_000;

    /// @notice Has the fees in its escrow.
    address public immutable FEE_RECIPIENT;

    uint256 private _pausedUntil;

    /// @param adminDelay seconds until a change of the administrator takes effect
    /// @param admin grants the roles
    /// @param converter grants this contract its market role
    /// @param feeRecipient has the fees in its escrow
    /// @param notice seconds from taking something back on the chain until it binds
    /// @param maxLag seconds from a fill until it can no longer settle
    constructor(
        uint48 adminDelay,
        address admin,
        IETKToken etk,
        IERC20 idrs,
        IEnergyConverter converter,
        address feeRecipient,
        uint40 notice,
        uint40 maxLag
    )
        EIP712("EnerLink", "1")
        AccessControlDefaultAdminRules(adminDelay, admin)
        Escrow(etk, idrs, converter, notice, maxLag)
    {
        if (feeRecipient == address(0)) revert InvalidRecipient(feeRecipient);
        FEE_RECIPIENT = feeRecipient;
        _totals.nextBatchId = 1;
    }

    /// @inheritdoc IMarket
    function settle(uint64 batchId, bytes32 tradesRoot, Execution[] calldata executions)
        external
        onlyRole(OPERATOR_ROLE)
    {
        if (block.timestamp < _pausedUntil) revert SettlementPaused(_pausedUntil);
        if (batchId != _totals.nextBatchId) revert UnexpectedBatch(batchId, _totals.nextBatchId);
        _totals.nextBatchId = batchId + 1;
        Sums memory sums;
        for (uint256 i = 0; i < executions.length; ++i) _execute(executions[i], sums);
        if (sums.bought != sums.sold || sums.paid != sums.received) {
            revert Unbalanced(sums.bought, sums.sold, sums.paid, sums.received);
        }
        if (sums.fees > 0) _accounts[FEE_RECIPIENT].idrs += sums.fees.toUint88();
        emit BatchSettled(batchId, tradesRoot, executions.length);
    }

    /// @inheritdoc IMarket
    function voidBatch(uint64 batchId) external onlyRole(DEFAULT_ADMIN_ROLE) {
        uint64 next = _totals.nextBatchId;
        if (batchId < next) revert UnexpectedBatch(batchId, next);
        _totals.nextBatchId = batchId + 1;
        for (; next <= batchId; ++next) emit BatchVoided(next);
    }

    /// @inheritdoc IMarket
    function pause() external onlyRole(PAUSER_ROLE) {
        uint256 length = MAX_LAG / 2;
        uint256 pausableAt = _pausedUntil + length;
        if (block.timestamp < pausableAt) revert TooEarly(pausableAt);
        _setPausedUntil(block.timestamp + length);
    }

    /// @inheritdoc IMarket
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (block.timestamp < _pausedUntil) _setPausedUntil(block.timestamp);
    }

    /// @inheritdoc IMarket
    function nextBatchId() external view returns (uint64) {
        return _totals.nextBatchId;
    }

    /// @inheritdoc IMarket
    function pausedUntil() external view returns (uint256) {
        return _pausedUntil;
    }

    function _execute(Execution calldata execution, Sums memory sums) private {
        Order calldata order = execution.order;
        address signer = ECDSA.recover(_hashTypedDataV4(order.hash()), execution.v, execution.r, execution.s);
        if (!_speaksFor(signer, order.account, execution.lastFillAt)) revert NotAuthorized(order.account, signer);
        _requireTimely(execution);
        _requireWithinTerms(execution);
        _recordFill(execution, signer);
        _move(execution);
        if (order.side == OrderTypes.BID) {
            sums.bought += execution.base;
            sums.paid += execution.quote;
        } else {
            sums.sold += execution.base;
            sums.received += execution.quote;
        }
        sums.fees += execution.fee;
    }

    function _requireTimely(Execution calldata execution) private view {
        (uint256 first, uint256 last) = (execution.firstFillAt, execution.lastFillAt);
        uint256 nowMs = block.timestamp * 1000;
        bool timely = first <= last && last <= execution.order.expiry && last <= nowMs + MAX_AHEAD_MS
            && nowMs <= first + uint256(MAX_LAG) * 1000;
        if (!timely) revert FillTimeOutOfRange(execution.order.account, execution.order.nonce);
    }

    function _requireWithinTerms(Execution calldata execution) private pure {
        Order calldata order = execution.order;
        if (order.side > OrderTypes.ASK) revert UnknownSide(order.side);
        uint256 traded = execution.quote * OrderTypes.PRICE_UNIT;
        uint256 limit = uint256(execution.base) * order.limitPrice;
        bool within = order.side == OrderTypes.BID ? traded <= limit : traded >= limit;
        if (!within) revert LimitExceeded(order.account, order.nonce);
        if (execution.fee * OrderTypes.FEE_UNIT > uint256(execution.quote) * order.maxFeeBps) {
            revert FeeExceeded(order.account, order.nonce);
        }
    }

    /// @dev All versions of an order, and all batches, count together.
    function _recordFill(Execution calldata execution, address signer) private {
        Order calldata order = execution.order;
        Fill storage fill = _fill(order.account, signer, order.nonce);
        if (_binds(fill.cancelAt, execution.lastFillAt)) revert Canceled(order.account, order.nonce);
        uint256 base = uint256(fill.base) + execution.base;
        if (base > order.quantity) revert QuantityExceeded(order.account, order.nonce);
        uint256 quote = uint256(fill.quote) + execution.quote;
        bool bounded = order.side == OrderTypes.BID && order.maxQuote != 0;
        if (bounded && quote > order.maxQuote) revert QuoteExceeded(order.account, order.nonce);
        (fill.base, fill.quote) = (base.toUint96(), quote.toUint96());
    }

    function _move(Execution calldata execution) private {
        Order calldata order = execution.order;
        Account storage account = _accounts[order.account];
        if (account.epoch != order.epoch) revert WrongEpoch(order.account, order.nonce);
        if (_binds(account.stopAt, execution.lastFillAt)) revert AccountStopped(order.account);
        (uint256 etk, uint256 idrs) = (account.etk, account.idrs);
        if (order.side == OrderTypes.BID) {
            uint256 cost = uint256(execution.quote) + execution.fee;
            if (cost > idrs) revert InsufficientEscrow(order.account, address(IDRS));
            (etk, idrs) = (etk + execution.base, idrs - cost);
        } else {
            if (execution.base > etk) revert InsufficientEscrow(order.account, address(ETK));
            if (execution.fee > idrs + execution.quote) revert InsufficientEscrow(order.account, address(IDRS));
            (etk, idrs) = (etk - execution.base, idrs + execution.quote - execution.fee);
        }
        (account.etk, account.idrs) = (etk.toUint88(), idrs.toUint88());
    }

    function _setPausedUntil(uint256 time) private {
        _pausedUntil = time;
        emit PauseChanged(time);
    }

    /// @dev Whether what was taken back from `time` (seconds; 0: never) on binds a fill at `fillAt` (ms).
    function _binds(uint256 time, uint64 fillAt) private pure returns (bool) {
        return time != 0 && fillAt >= time * 1000;
    }
}
