// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Accounts of the market: what each has in escrow, how it comes in and how it goes out.
/// @notice Every event of an account carries the next number of one sequence, `eventSeq`, which has no gaps.
/// Times in signed messages are milliseconds, times of the chain are seconds.
interface IEscrow {
    /// @notice The asset is neither ETK nor IDRS.
    error UnknownAsset(address asset);
    /// @notice The amount is zero.
    error ZeroAmount();
    /// @notice The escrow of `asset` would exceed 2⁶² base units in all.
    error EscrowFull(address asset);
    /// @notice `account` has less of `asset` in escrow than is taken.
    error InsufficientEscrow(address account, address asset);
    /// @notice The signature is not one of `account` for this message.
    error InvalidSignature(address account);
    /// @notice The permit was used for a deposit before, or is not the last one that the token took.
    error PermitUsed(address account);
    /// @notice The message was good until `deadline`.
    error DeadlinePassed(uint256 deadline);
    /// @notice The nonce was used before.
    error NonceUsed(address account, uint64 nonce);
    /// @notice Nothing can be paid out to this address.
    error InvalidRecipient(address to);
    /// @notice `account` has asked to leave.
    error AccountStopped(address account);
    /// @notice `account` has not asked to leave.
    error NotStopped(address account);
    /// @notice Leaving is possible from `time` (seconds) on.
    error TooEarly(uint256 time);

    /// @notice `account` has `amount` more in escrow.
    event Deposited(uint64 indexed seq, address indexed account, address asset, uint256 amount);
    /// @notice `amount` of what `account` had in escrow was paid to `to`.
    event Withdrawn(
        uint64 indexed seq, address indexed account, address asset, uint256 amount, address to, uint64 nonce
    );
    /// @notice `amount` ETK of `account`'s escrow was burned against its debt; zero where there was none any more.
    event Repaid(uint64 indexed seq, address indexed account, uint256 amount);
    /// @notice `account` leaves: no fill at or after `stopAt` (seconds) binds it.
    event StopRequested(uint64 indexed seq, address indexed account, uint40 stopAt);
    /// @notice `account` was paid all it had in escrow; orders signed for earlier epochs are void.
    event Exited(uint64 indexed seq, address indexed account, uint256 etk, uint256 idrs, uint32 epoch);
    /// @notice `account` may deposit and trade again, with orders signed for `epoch`.
    event Reopened(uint64 indexed seq, address indexed account, uint32 epoch);

    /// @notice Moves `amount` of the caller's `asset`, which it has approved, into its escrow.
    function deposit(address asset, uint256 amount) external;

    /// @notice Moves `amount` of `account`'s `asset` into its escrow, with a permit (EIP-2612, `deadline` in seconds)
    /// for exactly this amount, which works for one deposit.
    /// @dev Anyone may send it. A permit that somebody sent ahead to the token does no harm: then its allowance is
    /// there. But without a permit of its own for it, an allowance left standing is out of everybody's reach.
    function depositWithPermit(
        address asset,
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Pays out what `account` signed as
    /// `Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)`, `deadline` in
    /// milliseconds. Only the operator, or a withdrawal could take what a matched trade needs.
    function withdraw(
        address account,
        address asset,
        uint128 amount,
        address to,
        uint64 nonce,
        uint64 deadline,
        bytes calldata signature
    ) external;

    /// @notice Burns ETK of `account`'s escrow against what it owes the converter: `amount`, or the debt where that is
    /// less by now. Only the operator; out of reach once `account` has left.
    function repayDebt(address account, uint256 amount) external;

    /// @notice The caller leaves: after NOTICE nothing binds it any more, and after NOTICE + MAX_LAG it may `exit`,
    /// whatever the operator does.
    function requestExit() external;

    /// @notice Pays the caller all it has in escrow and voids all orders it has signed.
    function exit() external;

    /// @notice Opens the account of a caller that has left; orders signed before stay void.
    function reopen() external;

    /// @notice What `account` has in escrow, the epoch its orders have to name, and when it stops (seconds; 0: it stays).
    function escrow(address account) external view returns (uint88 etk, uint88 idrs, uint32 epoch, uint40 stopAt);

    /// @notice What all accounts together have in escrow.
    function totalEscrow() external view returns (uint64 etk, uint64 idrs);

    /// @notice How many account events there were; the last one carries this number.
    function eventSeq() external view returns (uint64);

    /// @notice Whether `account` has used `nonce` for a withdrawal.
    function withdrawalUsed(address account, uint64 nonce) external view returns (bool);
}
