// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IEnergyConverter} from "./interfaces/IEnergyConverter.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IETKToken} from "./interfaces/IETKToken.sol";
import {OrderTypes} from "./OrderTypes.sol";

/// @title Accounts of the market: the tokens they have in escrow, and the doors in and out.
abstract contract Escrow is IEscrow, EIP712, AccessControlDefaultAdminRules {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @dev One slot.
    struct Account {
        uint88 etk;
        uint88 idrs;
        uint32 epoch;
        uint40 stopAt;
    }

    /// @dev One slot: what is counted over all accounts.
    struct Totals {
        uint64 etk;
        uint64 idrs;
        uint64 eventSeq;
        uint64 nextBatchId;
    }

    /// @notice Settles batches, and sends the withdrawals that accounts have signed.
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");

    /// @notice The most of an asset in escrow, over all accounts; so no balance can overflow.
    uint256 public constant MAX_ESCROW = 2 ** 62;

    /// @notice The energy token.
    IERC20 public immutable ETK;
    /// @notice The rupiah token.
    IERC20 public immutable IDRS;
    /// @notice Where debts are recorded.
    IEnergyConverter public immutable CONVERTER;
    /// @notice Seconds from taking something back on the chain until it binds.
    uint40 public immutable NOTICE;
    /// @notice Seconds from a fill until it can no longer settle.
    uint40 public immutable MAX_LAG;

    mapping(address account => Account) internal _accounts;
    Totals internal _totals;

    mapping(address account => mapping(uint64 nonce => bool)) private _withdrawals;
    mapping(address account => mapping(address asset => uint256)) private _permitsUsed;

    constructor(IETKToken etk, IERC20 idrs, IEnergyConverter converter, uint40 notice, uint40 maxLag) {
        ETK = etk;
        IDRS = idrs;
        CONVERTER = converter;
        NOTICE = notice;
        MAX_LAG = maxLag;
        etk.shield();
    }

    /// @inheritdoc IEscrow
    function deposit(address asset, uint256 amount) external {
        _deposit(asset, msg.sender, amount);
    }

    /// @inheritdoc IEscrow
    function depositWithPermit(
        address asset,
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _requireKnown(asset);
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
        // A failure may mean that somebody has sent this very permit before us; so what counts is what follows.
        // solhint-disable-next-line no-empty-blocks
        try IERC20Permit(asset).permit(account, address(this), amount, deadline, v, r, s) {} catch {}
        uint256 used = IERC20Permit(asset).nonces(account);
        if (used <= _permitsUsed[account][asset]) revert PermitUsed(account);
        _permitsUsed[account][asset] = used;
        bytes32 permit = keccak256(
            abi.encode(OrderTypes.PERMIT_TYPEHASH, account, address(this), amount, used - 1, deadline)
        );
        bytes32 digest = MessageHashUtils.toTypedDataHash(IERC20Permit(asset).DOMAIN_SEPARATOR(), permit);
        if (ECDSA.recover(digest, v, r, s) != account) revert InvalidSignature(account);
        _deposit(asset, account, amount);
    }

    /// @inheritdoc IEscrow
    function withdraw(
        address account,
        address asset,
        uint128 amount,
        address to,
        uint64 nonce,
        uint64 deadline,
        bytes calldata signature
    ) external onlyRole(OPERATOR_ROLE) {
        if (block.timestamp * 1000 > deadline) revert DeadlinePassed(deadline);
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
        if (_withdrawals[account][nonce]) revert NonceUsed(account, nonce);
        _withdrawals[account][nonce] = true;
        _requireSigned(
            account,
            keccak256(abi.encode(OrderTypes.WITHDRAW_TYPEHASH, account, asset, amount, to, nonce, deadline)),
            signature
        );
        _take(account, asset, amount);
        emit Withdrawn(_nextSeq(), account, asset, amount, to, nonce);
        IERC20(asset).safeTransfer(to, amount);
    }

    /// @inheritdoc IEscrow
    function repayDebt(address account, uint256 amount) external onlyRole(OPERATOR_ROLE) {
        uint256 stopAt = _accounts[account].stopAt;
        if (stopAt != 0 && block.timestamp >= stopAt) revert AccountStopped(account);
        uint256 repaid = Math.min(amount, CONVERTER.debtOf(account));
        emit Repaid(_nextSeq(), account, repaid);
        if (repaid == 0) return;
        _take(account, address(ETK), repaid);
        ETK.safeTransfer(address(CONVERTER), repaid);
        CONVERTER.repay(account, repaid);
    }

    /// @inheritdoc IEscrow
    function requestExit() external {
        Account storage account = _accounts[msg.sender];
        if (account.stopAt != 0) revert AccountStopped(msg.sender);
        account.stopAt = (block.timestamp + NOTICE).toUint40();
        emit StopRequested(_nextSeq(), msg.sender, account.stopAt);
    }

    /// @inheritdoc IEscrow
    function exit() external {
        Account storage account = _requireLeft(msg.sender);
        (uint256 etk, uint256 idrs) = (account.etk, account.idrs);
        account.epoch += 1;
        if (etk > 0) _take(msg.sender, address(ETK), etk);
        if (idrs > 0) _take(msg.sender, address(IDRS), idrs);
        emit Exited(_nextSeq(), msg.sender, etk, idrs, account.epoch);
        if (etk > 0) ETK.safeTransfer(msg.sender, etk);
        if (idrs > 0) IDRS.safeTransfer(msg.sender, idrs);
    }

    /// @inheritdoc IEscrow
    function reopen() external {
        Account storage account = _requireLeft(msg.sender);
        account.epoch += 1;
        account.stopAt = 0;
        emit Reopened(_nextSeq(), msg.sender, account.epoch);
    }

    /// @inheritdoc IEscrow
    function escrow(address account) external view returns (uint88 etk, uint88 idrs, uint32 epoch, uint40 stopAt) {
        Account storage found = _accounts[account];
        return (found.etk, found.idrs, found.epoch, found.stopAt);
    }

    /// @inheritdoc IEscrow
    function totalEscrow() external view returns (uint64 etk, uint64 idrs) {
        return (_totals.etk, _totals.idrs);
    }

    /// @inheritdoc IEscrow
    function eventSeq() external view returns (uint64) {
        return _totals.eventSeq;
    }

    /// @inheritdoc IEscrow
    function withdrawalUsed(address account, uint64 nonce) external view returns (bool) {
        return _withdrawals[account][nonce];
    }

    // An amount is at most MAX_ESCROW here, or there is no such total.
    // forge-lint: disable-next-item(unsafe-typecast)
    function _deposit(address asset, address owner, uint256 amount) private {
        _requireKnown(asset);
        if (amount == 0) revert ZeroAmount();
        Account storage account = _accounts[owner];
        if (account.stopAt != 0) revert AccountStopped(owner);
        bool isEtk = asset == address(ETK);
        uint256 total = (isEtk ? _totals.etk : _totals.idrs) + amount;
        if (total > MAX_ESCROW) revert EscrowFull(asset);
        if (isEtk) {
            _totals.etk = uint64(total);
            account.etk += uint88(amount);
        } else {
            _totals.idrs = uint64(total);
            account.idrs += uint88(amount);
        }
        emit Deposited(_nextSeq(), owner, asset, amount);
        IERC20(asset).safeTransferFrom(owner, address(this), amount);
    }

    /// @dev Takes `amount` out of escrow altogether.
    // An amount is at most what the account has here.
    // forge-lint: disable-next-item(unsafe-typecast)
    function _take(address owner, address asset, uint256 amount) private {
        _requireKnown(asset);
        if (amount == 0) revert ZeroAmount();
        Account storage account = _accounts[owner];
        bool isEtk = asset == address(ETK);
        if (amount > (isEtk ? account.etk : account.idrs)) revert InsufficientEscrow(owner, asset);
        if (isEtk) {
            account.etk -= uint88(amount);
            _totals.etk -= uint64(amount);
        } else {
            account.idrs -= uint88(amount);
            _totals.idrs -= uint64(amount);
        }
    }

    /// @dev The next number of the sequence of account events.
    function _nextSeq() internal returns (uint64) {
        return ++_totals.eventSeq;
    }

    /// @dev Reverts unless `account`, a key or a contract wallet, has signed the message of this EIP-712 hash.
    function _requireSigned(address account, bytes32 structHash, bytes calldata signature) internal view {
        if (!SignatureChecker.isValidSignatureNow(account, _hashTypedDataV4(structHash), signature)) {
            revert InvalidSignature(account);
        }
    }

    /// @dev By this time no fill from before the stop can settle any more.
    function _requireLeft(address owner) private view returns (Account storage account) {
        account = _accounts[owner];
        if (account.stopAt == 0) revert NotStopped(owner);
        uint256 leftAt = uint256(account.stopAt) + MAX_LAG;
        if (block.timestamp < leftAt) revert TooEarly(leftAt);
    }

    function _requireKnown(address asset) private view {
        if (asset != address(ETK) && asset != address(IDRS)) revert UnknownAsset(asset);
    }
}
